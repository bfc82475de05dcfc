//! What circom's keys ask of a prover: their points H take the values of A·B - C on the odd coset, the odd powers of a
//! root of unity of twice the order.
use ark_ff::PrimeField;
use ark_groth16::r1cs_to_qap::{evaluate_constraint, R1CSToQAP};
use ark_poly::EvaluationDomain;
use ark_relations::r1cs::{ConstraintMatrices, ConstraintSystemRef, Result, SynthesisError};

pub struct OddCoset;

type Instance<F> = (Vec<F>, Vec<F>, Vec<F>, F, usize, usize);

impl R1CSToQAP for OddCoset {
    fn witness_map_from_matrices<F: PrimeField, D: EvaluationDomain<F>>(
        matrices: &ConstraintMatrices<F>,
        _inputs: usize,
        rows: usize,
        witness: &[F],
    ) -> Result<Vec<F>> {
        let domain = D::new(rows).ok_or(SynthesisError::PolynomialDegreeTooLarge)?;
        let twice = D::new(2 * rows).ok_or(SynthesisError::PolynomialDegreeTooLarge)?;
        let odd = domain
            .get_coset(twice.group_gen())
            .expect("a root is no zero");
        let values = |rows: &[Vec<(F, usize)>]| -> Vec<F> {
            rows.iter()
                .map(|terms| evaluate_constraint(terms, witness))
                .collect()
        };
        let mut a = values(&matrices.a);
        let mut b = values(&matrices.b);
        let mut c: Vec<F> = a.iter().zip(&b).map(|(a, b)| *a * b).collect();
        for list in [&mut a, &mut b, &mut c] {
            domain.ifft_in_place(list);
            odd.fft_in_place(list);
        }
        Ok(a.iter()
            .zip(&b)
            .zip(&c)
            .map(|((a, b), c)| *a * b - c)
            .collect())
    }

    fn instance_map_with_evaluation<F: PrimeField, D: EvaluationDomain<F>>(
        _: ConstraintSystemRef<F>,
        _: &F,
    ) -> Result<Instance<F>> {
        unreachable!("keys are made elsewhere")
    }

    fn h_query_scalars<F: PrimeField, D: EvaluationDomain<F>>(
        _: usize,
        _: F,
        _: F,
        _: F,
    ) -> Result<Vec<F>> {
        unreachable!("keys are made elsewhere")
    }
}
