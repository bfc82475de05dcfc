package main

import (
	"math/big"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
)

var oneTask = ecc.MultiExpConfig{NbTasks: 1}

func sum(points []bn254.G1Affine, scalars []fr.Element) *bn254.G1Jac {
	var total bn254.G1Jac
	_, err := total.MultiExp(points, scalars, oneTask)
	must(err)
	return &total
}

func times(point *bn254.G1Affine, factor *fr.Element) *bn254.G1Jac {
	var product bn254.G1Jac
	product.FromAffine(point)
	return product.ScalarMultiplication(&product, plain(factor))
}

func plain(x *fr.Element) *big.Int {
	return x.BigInt(new(big.Int))
}

func affine(point *bn254.G1Jac) (result bn254.G1Affine) {
	result.FromJacobian(point)
	return result
}
