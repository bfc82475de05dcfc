package main

import (
	"github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr/fft"
)

// prover has of A, B1 and B2 only the points that are not infinity, with their wires, as gnark's prover does.
type prover struct {
	key                      *key
	domain                   *fft.Domain
	wiresA, wiresB1, wiresB2 []int
}

// proving gives a proof's 256 bytes in hex as they travel.
func proving(keyFile, witnessFile string) work {
	key, witness := readKey(keyFile), readWitness(witnessFile)
	// The points H belong to the odd coset.
	root, err := fft.Generator(uint64(2 * key.rows))
	must(err)
	p := prover{key: key, domain: fft.NewDomain(uint64(key.rows), fft.WithShift(root))}
	key.a, p.wiresA = finite(key.a, (*bn254.G1Affine).IsInfinity)
	key.b1, p.wiresB1 = finite(key.b1, (*bn254.G1Affine).IsInfinity)
	key.b2, p.wiresB2 = finite(key.b2, (*bn254.G2Affine).IsInfinity)
	return func() string { return p.prove(witness) }
}

func finite[T any](points []T, isInfinity func(*T) bool) (rest []T, wires []int) {
	for i := range points {
		if !isInfinity(&points[i]) {
			rest = append(rest, points[i])
			wires = append(wires, i)
		}
	}
	return rest, wires
}

func (p *prover) prove(witness []fr.Element) string {
	key := p.key
	var r, s, rs fr.Element
	r.MustSetRandom()
	s.MustSetRandom()
	rs.Mul(&r, &s)

	a := sum(key.a, chosen(witness, p.wiresA))
	a.AddMixed(&key.alpha1).AddAssign(times(&key.delta1, &r))
	b1 := sum(key.b1, chosen(witness, p.wiresB1))
	b1.AddMixed(&key.beta1).AddAssign(times(&key.delta1, &s))
	c := sum(key.c, witness[key.inputs:])
	c.AddAssign(sum(key.h, p.quotient(witness))).SubAssign(times(&key.delta1, &rs))

	var b2, blinding bn254.G2Jac
	_, err := b2.MultiExp(key.b2, chosen(witness, p.wiresB2), oneTask)
	must(err)
	blinding.FromAffine(&key.delta2).ScalarMultiplication(&blinding, plain(&s))
	b2.AddMixed(&key.beta2).AddAssign(&blinding)

	made := proof{a: affine(a)}
	made.b.FromJacobian(&b2)
	c.AddAssign(a.ScalarMultiplication(a, plain(&s))).AddAssign(b1.ScalarMultiplication(b1, plain(&r)))
	made.c = affine(c)
	return made.hex()
}

// quotient has the values of A·B - C on the coset.
func (p *prover) quotient(witness []fr.Element) []fr.Element {
	rows := [2]fr.Vector{make(fr.Vector, p.key.rows), make(fr.Vector, p.key.rows)}
	for i := range p.key.terms {
		term := &p.key.terms[i]
		var product fr.Element
		product.Mul(&term.factor, &witness[term.wire])
		at := &rows[term.matrix][term.row]
		at.Add(at, &product)
	}
	a, b, c := rows[0], rows[1], make(fr.Vector, p.key.rows)
	c.Mul(a, b)
	for _, list := range []fr.Vector{a, b, c} {
		p.domain.FFTInverse(list, fft.DIF, fft.WithNbTasks(1))
		p.domain.FFT(list, fft.DIT, fft.OnCoset(), fft.WithNbTasks(1))
	}
	a.Mul(a, b)
	a.Sub(a, c)
	return a
}

func chosen(witness []fr.Element, wires []int) []fr.Element {
	scalars := make([]fr.Element, len(wires))
	for i, wire := range wires {
		scalars[i] = witness[wire]
	}
	return scalars
}
