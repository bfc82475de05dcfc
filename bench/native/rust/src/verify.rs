//! Verification of a file's first proofs, all of which hold. An item is a proof of 256 bytes, big-endian, and its
//! public signals, little-endian. The points are checked, as a verifier that got them from others has to.
use crate::{zkey, Work};
use ark_bn254::{Bn254, Fq, Fq2, Fr, G1Affine, G1Projective, G2Affine};
use ark_crypto_primitives::snark::SNARK;
use ark_ec::{pairing::Pairing, AffineRepr, CurveGroup, VariableBaseMSM};
use ark_ff::{PrimeField, Zero};
use ark_groth16::{prepare_verifying_key, Groth16, PreparedVerifyingKey, Proof};
use ark_serialize::Valid;
use ark_std::{rand::Rng, test_rng};
use std::fs;

struct Item {
    proof: Proof<Bn254>,
    signals: Vec<Fr>,
}

type Key = PreparedVerifyingKey<Bn254>;

pub fn work(way: &str, key: &str, items: &str, count: usize) -> Work {
    let key = prepare_verifying_key(&zkey::read_key(key).proving.vk);
    let items = read_items(items, key.vk.gamma_abc_g1.len() - 1, count);
    let mut random = test_rng();
    let mut holds: Box<dyn FnMut() -> bool> = match way {
        "alone" => Box::new(move || items.iter().all(|item| alone(&key, item))),
        "summed" => Box::new(move || items.iter().all(|item| summed(&key, item))),
        "batch" => Box::new(move || batch(&key, &items, &mut random)),
        _ => panic!("{way}?"),
    };
    Box::new(move || {
        assert!(holds(), "a valid proof was refused");
        "valid".to_string()
    })
}

fn are_points(Item { proof, .. }: &Item) -> bool {
    proof.a.check().is_ok() && proof.b.check().is_ok() && proof.c.check().is_ok()
}

fn alone(key: &Key, item: &Item) -> bool {
    are_points(item)
        && Groth16::<Bn254>::verify_with_processed_vk(key, &item.signals, &item.proof)
            .expect("a key")
}

/// With the sum of signals by `msm`, where arkworks' own verifier multiplies them one by one.
fn summed(key: &Key, item: &Item) -> bool {
    let points = &key.vk.gamma_abc_g1;
    let sum = G1Projective::msm_unchecked(&points[1..], &item.signals) + points[0];
    are_points(item)
        && Groth16::<Bn254>::verify_proof_with_prepared_inputs(key, &item.proof, &sum)
            .expect("a key")
}

/// All at once: the sum of their equations, each times a random number of 128 bits.
fn batch(key: &Key, items: &[Item], random: &mut impl Rng) -> bool {
    if !items.iter().all(are_points) {
        return false;
    }
    let numbers: Vec<u128> = items.iter().map(|_| random.gen()).collect();
    let factors: Vec<Fr> = numbers.iter().map(|&number| Fr::from(number)).collect();
    let mut signals = vec![Fr::zero(); key.vk.gamma_abc_g1.len()];
    for (item, factor) in items.iter().zip(&factors) {
        signals[0] += factor;
        for (sum, signal) in signals[1..].iter_mut().zip(&item.signals) {
            *sum += *signal * factor;
        }
    }
    let c: Vec<G1Affine> = items.iter().map(|item| item.proof.c).collect();
    let mut left: Vec<G1Projective> = items
        .iter()
        .zip(&numbers)
        .map(|(item, &number)| {
            item.proof
                .a
                .mul_bigint([number as u64, (number >> 64) as u64])
        })
        .collect();
    left.push(key.vk.alpha_g1 * -signals[0]);
    left.push(G1Projective::msm_unchecked(&key.vk.gamma_abc_g1, &signals));
    left.push(G1Projective::msm_unchecked(&c, &factors));
    let mut right: Vec<<Bn254 as Pairing>::G2Prepared> =
        items.iter().map(|item| item.proof.b.into()).collect();
    right.push(key.vk.beta_g2.into());
    right.push(key.gamma_g2_neg_pc.clone());
    right.push(key.delta_g2_neg_pc.clone());
    Bn254::multi_pairing(G1Projective::normalize_batch(&left), right).is_zero()
}

fn read_items(path: &str, signals: usize, count: usize) -> Vec<Item> {
    let bytes = fs::read(path).expect(path);
    bytes
        .chunks_exact(256 + 32 * signals)
        .take(count)
        .map(read_item)
        .collect()
}

fn read_item(bytes: &[u8]) -> Item {
    let x: Vec<Fq> = bytes[..256]
        .chunks_exact(32)
        .map(Fq::from_be_bytes_mod_order)
        .collect();
    let b = G2Affine::new_unchecked(Fq2::new(x[2], x[3]), Fq2::new(x[4], x[5]));
    let proof = Proof {
        a: G1Affine::new_unchecked(x[0], x[1]),
        b,
        c: G1Affine::new_unchecked(x[6], x[7]),
    };
    let signals = bytes[256..]
        .chunks_exact(32)
        .map(Fr::from_le_bytes_mod_order)
        .collect();
    Item { proof, signals }
}
