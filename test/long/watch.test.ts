import { expectItsPythonKept } from '../e2e/watching';

test('a watch session in one process keeps its Python, without the modules of the user', () => expectItsPythonKept(['-i']));
