package main

import (
	"encoding/hex"

	"github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"
)

const proofBytes = 256

// proof travels as eight big-endian coordinates.
type proof struct {
	a bn254.G1Affine
	b bn254.G2Affine
	c bn254.G1Affine
}

func (p *proof) coordinates() [8]*fp.Element {
	return [8]*fp.Element{&p.a.X, &p.a.Y, &p.b.X.A0, &p.b.X.A1, &p.b.Y.A0, &p.b.Y.A1, &p.c.X, &p.c.Y}
}

func (p *proof) hex() string {
	var all []byte
	for _, coordinate := range p.coordinates() {
		bytes := coordinate.Bytes()
		all = append(all, bytes[:]...)
	}
	return hex.EncodeToString(all)
}

func readProof(bytes []byte) (p proof) {
	for i, coordinate := range p.coordinates() {
		must(coordinate.SetBytesCanonical(bytes[fp.Bytes*i : fp.Bytes*(i+1)]))
	}
	return p
}
