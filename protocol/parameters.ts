/**
 * The register of blocks of parameters: what genesis fixes for each module that has something to fix, under its name.
 * protocol/core/parameters.md "Blocks".
 */
import type { ParameterTable } from './core/parameterBlock.js';

export const PARAMETERS = {} as const satisfies ParameterTable;
