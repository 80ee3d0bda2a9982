import { expectItsPythonKept } from './watching';

// test/long has it in one process.
test('a watch session keeps its Python, without the modules of the user', () => expectItsPythonKept([]));
