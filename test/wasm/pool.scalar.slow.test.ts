/** The same on the modules that multiply one field element at a time. */
import './support/scalarForm.js';
import './pool.test.js';
