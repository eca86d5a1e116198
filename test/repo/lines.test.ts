import { dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readRepoFile, repoFiles } from '../kit/repo-files.ts'

/** Columns of a line of a comment or of Markdown; biome keeps the width of code. */
const maxColumns = 100

/** Files at the root, and folders without those below them, that have longer lines. Remove an entry when it is clean. */
const notYetWrapped: readonly string[] = [
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'LEIAME.md',
  'README.md',
  'bench',
  'bench/credit-table',
  'bench/peers',
  'deploy/all-in-one',
  'deploy/kubernetes',
  'docs',
  'docs/adr',
  'docs/guide',
  'examples/credit-score',
  'examples/credit-score/generator',
  'examples/magic-steps',
  'examples/magic-steps/generator',
  'scripts',
  'scripts/faults',
  'scripts/numbers',
  'src/base',
  'src/base/errors',
  'src/base/files',
  'src/base/math',
  'src/base/network',
  'src/base/text',
  'src/base/threads',
  'src/base/time',
  'src/cli',
  'src/cli/commands',
  'src/cli/terminal',
  'src/client',
  'src/data',
  'src/data/cells',
  'src/data/readers',
  'src/data/readers/csv',
  'src/data/readers/detect',
  'src/data/readers/parquet',
  'src/data/readers/xlsx',
  'src/data/split',
  'src/http',
  'src/http/api',
  'src/http/api/features',
  'src/http/api/files',
  'src/http/api/models',
  'src/http/api/outcomes',
  'src/http/api/predict',
  'src/http/api/predictions',
  'src/http/api/session',
  'src/http/body',
  'src/http/feast',
  'src/http/guard',
  'src/http/load',
  'src/http/openapi',
  'src/init',
  'src/init/category',
  'src/init/config',
  'src/init/date',
  'src/init/number',
  'src/learner',
  'src/learner/evidence',
  'src/learner/logistic-regression',
  'src/learner/multilayer-perceptron',
  'src/learner/random-forest',
  'src/learner/tuning',
  'src/maintenance',
  'src/model',
  'src/model/evidence',
  'src/model/logistic-regression',
  'src/model/multilayer-perceptron',
  'src/model/onnx',
  'src/model/random-forest',
  'src/model/shuffles',
  'src/platform',
  'src/project',
  'src/report',
  'src/report/card',
  'src/report/data',
  'src/report/importance',
  'src/report/plots',
  'src/serve',
  'src/serve/file',
  'src/store/access',
  'src/store/access/audit',
  'src/store/access/drivers',
  'src/store/access/keys',
  'src/store/access/oidc',
  'src/store/access/sessions',
  'src/store/access/tokens',
  'src/store/access/users',
  'src/store/artifacts',
  'src/store/artifacts/drivers',
  'src/store/features',
  'src/store/features/drivers',
  'src/store/features/feast',
  'src/store/features/offline',
  'src/store/predictions',
  'src/store/predictions/drivers',
  'src/store/registry',
  'src/store/sql',
  'src/store/tracking',
  'src/store/tracking/drivers',
  'src/task/classification',
  'src/task/intervals',
  'src/train',
  'src/train/evaluate',
  'src/train/leaks',
  'src/train/register',
  'test/api',
  'test/cases',
  'test/cli',
  'test/contract',
  'test/deploy',
  'test/docs',
  'test/e2e',
  'test/kit',
  'test/leaks',
  'test/repo',
  'vitest.config.ts',
  'web/src/app',
  'web/src/charts',
  'web/src/components',
  'web/src/components/evaluation',
  'web/src/features/features',
  'web/src/features/model',
  'web/src/features/predictions',
  'web/src/features/runs',
  'web/src/features/score-case',
  'web/src/features/score-file',
  'web/src/features/session',
  'web/src/features/threshold',
  'web/src/features/users',
  'web/src/lib',
  'web/src/lib/i18n',
  'web/src/lib/table-file',
]

/** Generated files, whose tables have a row for each entry. */
const generated = new Set(['docs/reference/errors.md', 'docs/reference/settings.md'])

const isIn = (file: string, path: string): boolean => file === path || dirname(file) === path
const isWrapped = (file: string): boolean => !generated.has(file) && !notYetWrapped.some((path) => isIn(file, path))
const all = repoFiles().filter((file) => /\.(?:tsx?|md)$/.test(file))

function longComments(text: string): readonly number[] {
  return text.split('\n').flatMap((line, i) => (/^\s*(?:\/\/|\/?\*)/.test(line) && line.length > maxColumns ? [i + 1] : []))
}

/** Tables, code and lines of one word, such as an address, cannot be wrapped. */
function longTexts(text: string): readonly number[] {
  let isCode = false
  return text.split('\n').flatMap((line, i) => {
    if (line.startsWith('```')) isCode = !isCode
    return isCode || line.startsWith('|') || !/\s/.test(line) || line.length <= maxColumns ? [] : [i + 1]
  })
}

describe(`lines of at most ${maxColumns} columns`, () => {
  test.each(all.filter(isWrapped))('%s', (file) => {
    const long = file.endsWith('.md') ? longTexts(readRepoFile(file)) : longComments(readRepoFile(file))
    expect(long.map((line) => `${file}:${line}`)).toEqual([])
  })

  test('every entry of the list exists', () => {
    expect(notYetWrapped.filter((path) => !all.some((file) => isIn(file, path)))).toEqual([])
  })
})
