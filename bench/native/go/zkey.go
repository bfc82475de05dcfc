package main

import (
	"encoding/binary"
	"os"

	"github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
)

// key is a zkey of snarkjs, whose coordinates are in Montgomery form by 2^256, as gnark-crypto keeps them in memory.
type key struct {
	inputs                int // with the constant 1
	rows                  int
	alpha1, beta1, delta1 bn254.G1Affine
	beta2, gamma2, delta2 bn254.G2Affine
	ic, a, b1, c, h       []bn254.G1Affine
	b2                    []bn254.G2Affine
	terms                 []term
}

// term of the matrix A or B. The rows that bind the public signals are among A's.
type term struct {
	matrix, row, wire uint32
	factor            fr.Element
}

func readKey(path string) *key {
	sections := readSections(path)
	header := sections[2]
	return &key{
		inputs: int(word(header, 76)) + 1,
		rows:   int(word(header, 80)),
		alpha1: g1(header[84:]),
		beta1:  g1(header[148:]),
		beta2:  g2(header[212:]),
		gamma2: g2(header[340:]),
		delta1: g1(header[468:]),
		delta2: g2(header[532:]),
		ic:     list(sections[3], 64, g1),
		a:      list(sections[5], 64, g1),
		b1:     list(sections[6], 64, g1),
		b2:     list(sections[7], 128, g2),
		c:      list(sections[8], 64, g1),
		h:      list(sections[9], 64, g1),
		terms:  list(sections[4][4:], 44, readTerm),
	}
}

func readWitness(path string) []fr.Element {
	return list(readSections(path)[2], 32, scalar)
}

// readTerm takes one of the two factors 2^256 off that coefficients have there.
func readTerm(bytes []byte) term {
	twice := fr.Element(integer(bytes[12:]))
	return term{word(bytes, 0), word(bytes, 4), word(bytes, 8), twice.Bits()}
}

// readSections of a file: magic, version and number of sections; a section is its number, its length and its bytes.
func readSections(path string) map[uint32][]byte {
	bytes, err := os.ReadFile(path)
	must(err)
	sections := map[uint32][]byte{}
	left := word(bytes, 8)
	for rest := bytes[12:]; left > 0; left-- {
		end := 12 + binary.LittleEndian.Uint64(rest[4:])
		sections[word(rest, 0)] = rest[12:end]
		rest = rest[end:]
	}
	return sections
}

func list[T any](bytes []byte, size int, read func([]byte) T) []T {
	all := make([]T, len(bytes)/size)
	for i := range all {
		all[i] = read(bytes[i*size : (i+1)*size])
	}
	return all
}

func word(bytes []byte, at int) uint32 {
	return binary.LittleEndian.Uint32(bytes[at:])
}

func integer(bytes []byte) (limbs [4]uint64) {
	for i := range limbs {
		limbs[i] = binary.LittleEndian.Uint64(bytes[8*i:])
	}
	return limbs
}

// scalar from a plain little-endian one below the modulus.
func scalar(bytes []byte) fr.Element {
	value, err := fr.LittleEndian.Element((*[fr.Bytes]byte)(bytes))
	must(err)
	return value
}

// Infinity is all zeros, here and there.
func g1(bytes []byte) bn254.G1Affine {
	return bn254.G1Affine{X: fp.Element(integer(bytes)), Y: fp.Element(integer(bytes[32:]))}
}

func g2(bytes []byte) (point bn254.G2Affine) {
	for i, at := range []*fp.Element{&point.X.A0, &point.X.A1, &point.Y.A0, &point.Y.A1} {
		*at = integer(bytes[32*i:])
	}
	return point
}
