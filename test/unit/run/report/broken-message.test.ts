import { brokenMessage } from '../../../../src/run/report/broken-message';

const UNEXPECTED = `  ● Test suite failed to run

    Jest encountered an unexpected token

    Here's what you can do:
     • If you are trying to use TypeScript, see https://jestjs.io/docs/getting-started#using-typescript

    Details:

    SyntaxError: /repo/test/broken.test.js: Unexpected token (1:10)

    > 1 | const x = ;
        |           ^
      2 |

      at constructor (node_modules/@babel/parser/src/parse-error.ts:96:45)
          at parser.next (<anonymous>)
      at transformSync (../u1/node_modules/@babel/core/src/transform.ts:66:52)
`;
const THROWN = `  ● Test suite failed to run

    TypeError: no

      1 | require('./gone');

      at Object.require (test/a.test.js:1:1)
      at Runtime.go (node_modules/jest-runtime/build/index.js:1:1)
`;

// Fails when a reader of the report has to look for what is wrong below what Jest says of every such file.
test("what is wrong in a file stands first, and ends where the reader's own code does", () => {
  expect(brokenMessage(UNEXPECTED)).toBe(
    'SyntaxError: /repo/test/broken.test.js: Unexpected token (1:10)\n\n> 1 | const x = ;\n    |           ^\n  2 |',
  );
  expect(brokenMessage(THROWN)).toBe("TypeError: no\n\n  1 | require('./gone');\n\n  at Object.require (test/a.test.js:1:1)");
  expect(brokenMessage('The worker died.')).toBe('The worker died.');
});
