import ts from 'typescript'
import { allFiles, importsOf, nodesOf, parsed, textOf } from './sources'

/* The console knows the contract of the centre and nothing else of it. */

const files = allFiles.filter((path) => /^console\/src\/.*\.tsx?$/.test(path)).map(parsed)
const imports = files.flatMap(importsOf)

test('the console takes nothing of the centre but the client of its contract', () => {
  const outside = imports
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ in: file, specifier }) => ({
      file,
      target: new URL(specifier, `file:///${file}`).pathname.slice(1),
    }))
    .filter(({ target }) => !target.startsWith('console/src/') && target !== 'src/client')
  expect(outside).toEqual([])
})

test('only console/src/centre calls the centre', () => {
  const others = files
    .filter(({ path }) => !path.startsWith('console/src/centre/'))
    .filter(({ tree }) =>
      nodesOf(tree).some(
        (node) =>
          ts.isCallExpression(node) &&
          ['fetch', 'XMLHttpRequest'].includes(node.expression.getText(tree)),
      ),
    )
  expect(others.map(({ path }) => path)).toEqual([])
})

test('no HTML is put together by hand, and nothing comes from another host', () => {
  const wrong = files.filter(({ path }) =>
    /dangerouslySetInnerHTML|innerHTML|https?:\/\//.test(textOf(path)),
  )
  expect(wrong.map(({ path }) => path)).toEqual([])
})

test('amounts are never made into floating-point numbers', () => {
  const wrong = files.filter(({ path }) =>
    /Number\([^)]*[fF]en\b|parseFloat|\.toFixed\(/.test(textOf(path)),
  )
  expect(wrong.map(({ path }) => path)).toEqual([])
})
