package main

import (
	"crypto/rand"
	"os"

	"github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
)

// item of a file: a proof, and its public signals, little-endian.
type item struct {
	proof
	signals []fr.Element
}

// verifier of a file's first proofs, all of which hold. It checks points, as it would have them from others.
type verifier struct {
	key       *key
	alphaBeta bn254.GT
	items     []item
}

func verifying(way, keyFile, itemsFile string, count int) work {
	v := verifier{key: readKey(keyFile)}
	var err error
	v.alphaBeta, err = bn254.Pair([]bn254.G1Affine{v.key.alpha1}, []bn254.G2Affine{v.key.beta2})
	must(err)
	// e(A, B) = e(alpha, beta) · e(signals, gamma) · e(C, delta): two of them change sides.
	v.key.gamma2.Neg(&v.key.gamma2)
	v.key.delta2.Neg(&v.key.delta2)
	bytes, err := os.ReadFile(itemsFile)
	must(err)
	v.items = list(bytes, proofBytes+fr.Bytes*(len(v.key.ic)-1), readItem)[:count]
	holds := map[string]func() bool{"alone": v.eachAlone, "batch": v.batch}[way]
	return func() string {
		if !holds() {
			panic("a valid proof was refused")
		}
		return "valid"
	}
}

func readItem(bytes []byte) item {
	return item{readProof(bytes), list(bytes[proofBytes:], fr.Bytes, scalar)}
}

func (i *item) arePoints() bool {
	return i.a.IsInSubGroup() && i.b.IsInSubGroup() && i.c.IsInSubGroup()
}

func (v *verifier) eachAlone() bool {
	for i := range v.items {
		if !v.alone(&v.items[i]) {
			return false
		}
	}
	return true
}

func (v *verifier) alone(item *item) bool {
	if !item.arePoints() {
		return false
	}
	signals := affine(sum(v.key.ic[1:], item.signals).AddMixed(&v.key.ic[0]))
	product, err := bn254.MillerLoop(
		[]bn254.G1Affine{item.a, signals, item.c},
		[]bn254.G2Affine{item.b, v.key.gamma2, v.key.delta2},
	)
	must(err)
	product = bn254.FinalExponentiation(&product)
	return product.Equal(&v.alphaBeta)
}

// batch checks all at once: the sum of their equations, each times a random number of 128 bits.
func (v *verifier) batch() bool {
	factors := make([]fr.Element, len(v.items))
	signals := make(fr.Vector, len(v.key.ic))
	points := make([]bn254.G1Affine, len(v.items))
	var left []bn254.G1Jac
	var right []bn254.G2Affine
	for i := range v.items {
		item := &v.items[i]
		if !item.arePoints() {
			return false
		}
		var number [16]byte
		rand.Read(number[:])
		factor := factors[i].SetBytes(number[:])
		signals[0].Add(&signals[0], factor)
		for j := range item.signals {
			var product fr.Element
			product.Mul(&item.signals[j], factor)
			signals[j+1].Add(&signals[j+1], &product)
		}
		points[i] = item.c
		left = append(left, *times(&item.a, factor))
		right = append(right, item.b)
	}
	var minus fr.Element
	minus.Neg(&signals[0])
	left = append(left, *times(&v.key.alpha1, &minus), *sum(v.key.ic, signals), *sum(points, factors))
	right = append(right, v.key.beta2, v.key.gamma2, v.key.delta2)
	holds, err := bn254.PairingCheck(bn254.BatchJacobianToAffineG1(left), right)
	must(err)
	return holds
}
