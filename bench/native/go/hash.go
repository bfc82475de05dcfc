package main

import (
	"math/big"
	"os"

	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/iden3/go-iden3-crypto/poseidon"
)

// hashing is Poseidon with circom's constants; what comes out is the sum of all hashes.
func hashing(width int, inputs string) work {
	bytes, err := os.ReadFile(inputs)
	must(err)
	elements := list(bytes, fr.Bytes, func(bytes []byte) *big.Int {
		element := scalar(bytes)
		return plain(&element)
	})
	return func() string {
		total := new(big.Int)
		for at := 0; at < len(elements); at += width - 1 {
			hash, err := poseidon.Hash(elements[at : at+width-1])
			must(err)
			total.Add(total, hash)
		}
		return total.Mod(total, fr.Modulus()).String()
	}
}
