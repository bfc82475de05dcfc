export const sum = (values: readonly bigint[]): bigint => values.reduce((a, b) => a + b, 0n);
