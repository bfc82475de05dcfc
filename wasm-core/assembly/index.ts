export { productMany } from './arithmetic';
export { inputAt, outputAt } from './buffers';
export { clearBegin, clearPass, clearRows } from './clearing';
export { capacityAt, permuteMany, spongeMany } from './hashing';
