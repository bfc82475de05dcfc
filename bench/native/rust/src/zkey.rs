//! snarkjs's files. Their coordinates are in Montgomery form by 2^256, as arkworks keeps them in memory.
use ark_bn254::{Bn254, Fq, Fq2, Fr, G1Affine, G2Affine};
use ark_ff::{BigInt, PrimeField};
use ark_groth16::{ProvingKey, VerifyingKey};
use ark_relations::r1cs::ConstraintMatrices;
use std::{collections::HashMap, fs};

pub struct Key {
    pub proving: ProvingKey<Bn254>,
    /// The rows that bind the public signals are among those of A, as the key has them.
    pub matrices: ConstraintMatrices<Fr>,
    /// With the constant 1.
    pub inputs: usize,
}

type Sections = HashMap<u32, Vec<u8>>;
type Terms = Vec<Vec<(Fr, usize)>>;

pub fn read_key(path: &str) -> Key {
    let sections = read_sections(path);
    let header = &sections[&2];
    let [wires, inputs, rows] = [72, 76, 80].map(|at| word(header, at));
    let inputs = inputs + 1;
    let verifying = VerifyingKey {
        alpha_g1: g1(&header[84..]),
        beta_g2: g2(&header[212..]),
        gamma_g2: g2(&header[340..]),
        delta_g2: g2(&header[532..]),
        gamma_abc_g1: list(&sections[&3], 64, g1),
    };
    let proving = ProvingKey {
        vk: verifying,
        beta_g1: g1(&header[148..]),
        delta_g1: g1(&header[468..]),
        a_query: list(&sections[&5], 64, g1),
        b_g1_query: list(&sections[&6], 64, g1),
        b_g2_query: list(&sections[&7], 128, g2),
        h_query: list(&sections[&9], 64, g1),
        l_query: list(&sections[&8], 64, g1),
    };
    let [a, b] = matrices(&sections[&4], rows);
    let matrices = ConstraintMatrices {
        num_instance_variables: inputs,
        num_witness_variables: wires - inputs,
        num_constraints: rows,
        a_num_non_zero: a.iter().map(Vec::len).sum(),
        b_num_non_zero: b.iter().map(Vec::len).sum(),
        c_num_non_zero: 0,
        a,
        b,
        c: Vec::new(),
    };
    Key {
        proving,
        matrices,
        inputs,
    }
}

pub fn read_witness(path: &str) -> Vec<Fr> {
    list(&read_sections(path)[&2], 32, Fr::from_le_bytes_mod_order)
}

/// Coefficients stand there times 2^512.
fn matrices(bytes: &[u8], rows: usize) -> [Terms; 2] {
    let mut both = [vec![Vec::new(); rows], vec![Vec::new(); rows]];
    for term in bytes[4..].chunks_exact(44) {
        let [matrix, row, wire] = [0, 4, 8].map(|at| word(term, at));
        let once = Fr::new_unchecked(integer(&term[12..])).into_bigint();
        both[matrix][row].push((Fr::new_unchecked(once), wire));
    }
    both
}

/// A file is its magic, version and number of sections; a section its number, its length and its bytes.
fn read_sections(path: &str) -> Sections {
    let bytes = fs::read(path).expect(path);
    let mut sections = HashMap::new();
    let mut at = 12;
    for _ in 0..word(&bytes, 8) {
        let size = u64::from_le_bytes(bytes[at + 4..at + 12].try_into().unwrap()) as usize;
        sections.insert(
            word(&bytes, at) as u32,
            bytes[at + 12..at + 12 + size].to_vec(),
        );
        at += 12 + size;
    }
    sections
}

fn list<T>(bytes: &[u8], size: usize, read: impl Fn(&[u8]) -> T) -> Vec<T> {
    bytes.chunks_exact(size).map(read).collect()
}

fn word(bytes: &[u8], at: usize) -> usize {
    u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize
}

fn integer(bytes: &[u8]) -> BigInt<4> {
    BigInt([0, 8, 16, 24].map(|at| u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap())))
}

fn fq(bytes: &[u8]) -> Fq {
    Fq::new_unchecked(integer(bytes))
}

/// Infinity is all zeros.
fn g1(bytes: &[u8]) -> G1Affine {
    if bytes[..64].iter().all(|&byte| byte == 0) {
        return G1Affine::identity();
    }
    G1Affine::new_unchecked(fq(bytes), fq(&bytes[32..]))
}

fn g2(bytes: &[u8]) -> G2Affine {
    if bytes[..128].iter().all(|&byte| byte == 0) {
        return G2Affine::identity();
    }
    let [x, y] = [0, 64].map(|at| Fq2::new(fq(&bytes[at..]), fq(&bytes[at + 32..])));
    G2Affine::new_unchecked(x, y)
}
