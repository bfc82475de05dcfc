//! A proof from a witness, with its 256 bytes in hex as they travel.
use crate::{reduction::OddCoset, zkey, Work};
use ark_bn254::{Bn254, Fq, Fr};
use ark_ff::{BigInteger, PrimeField, UniformRand};
use ark_groth16::Groth16;
use ark_std::test_rng;

pub fn work(key: &str, witness: &str) -> Work {
    let (key, witness) = (zkey::read_key(key), zkey::read_witness(witness));
    let mut random = test_rng();
    Box::new(move || {
        let [r, s] = [Fr::rand(&mut random), Fr::rand(&mut random)];
        let rows = key.matrices.num_constraints;
        let proof = Groth16::<Bn254, OddCoset>::create_proof_with_reduction_and_matrices(
            &key.proving,
            r,
            s,
            &key.matrices,
            key.inputs,
            rows,
            &witness,
        )
        .expect("a proof");
        let (a, b, c) = (proof.a, proof.b, proof.c);
        [a.x, a.y, b.x.c0, b.x.c1, b.y.c0, b.y.c1, c.x, c.y]
            .iter()
            .map(hex)
            .collect()
    })
}

fn hex(x: &Fq) -> String {
    x.into_bigint()
        .to_bytes_be()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
