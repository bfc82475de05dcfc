/** Imported first: everything in the file runs on the scalar modules. */
import { useForm } from './forms.js';

useForm('scalar');
