/** Writes docs/reference/ from the tables in src/. A test fails while the files are not what this would write. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { learnerFamilies } from '../src/learner/families.ts'
import { errorCatalogue } from '../src/base/errors/lapidary-error.ts'
import { settingsTable } from '../src/base/settings.ts'

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const made = 'Written by `npm run docs` from'

function settings(): string {
  const rows = Object.entries(settingsTable).map(([name, spec]) => {
    const values =
      'choices' in spec
        ? spec.choices.map((choice) => `\`${choice}\``).join(', ')
        : 'min' in spec
          ? `${spec.min} to ${spec.max}`
          : 'text'
    const standard = spec.default === undefined || spec.default === '' ? '' : `\`${spec.default}\``
    const names = 'secret' in spec ? `\`${name}\`, \`${name}_FILE\`` : `\`${name}\``
    return `| ${names} | ${values} | ${standard} | ${cell(spec.help)} |`
  })
  return [
    '# Settings',
    '',
    `${made} \`src/base/settings.ts\`.`,
    '',
    'A setting is an environment variable, or a line of a file `.env` in the project folder or a folder above it.',
    'The environment wins. An empty value means not given. A wrong value stops the program with exit code 2 and says what is allowed.',
    'A secret may stand in a file instead (of Docker or Kubernetes): `NAME_FILE` holds its path. Giving both is an error.',
    '',
    '| setting | values | default | what it does |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}

function errors(): string {
  const rows = Object.entries(errorCatalogue)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, kind]) => `| \`${code}\` | ${kind.status} | ${kind.exit} | ${cell(kind.en)} | ${cell(kind['pt-BR'])} |`)
  return [
    '# Errors',
    '',
    `${made} \`src/base/errors\`.`,
    '',
    'Over HTTP an error is RFC 9457 problem JSON with the `code` below, in the language of `Accept-Language`.',
    'A command prints the message and ends with the exit code: 1 failed, 2 wrong use, 130 interrupted. Words in braces are filled in.',
    '',
    '| code | HTTP | exit | message | mensagem |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}

function learners(): string {
  const families = learnerFamilies.flatMap(({ kind, summary, params }) => [
    `## ${kind}`,
    '',
    summary.en,
    '',
    summary['pt-BR'],
    '',
    '| param | values | default | what it does | o que faz |',
    '|---|---|---|---|---|',
    ...Object.entries(params).map(([name, { allowed, default: standard, help }]) => {
      return `| \`${name}\` | ${cell(allowed)} | \`${String(standard)}\` | ${cell(help.en)} | ${cell(help['pt-BR'])} |`
    }),
    '',
  ])
  return [
    '# Learners',
    '',
    `${made} \`src/learner/families.ts\`.`,
    '',
    'A project names its learner in `lapidary.config.ts`: `learner: randomForest({ trees: 100 })`.',
    'On the command line `--learner random-forest --param trees=100` takes another, or changes a param; `--param hiddenLayers=64,32` is a list.',
    '`gridSearch` tries values of the params of any of them.',
    'Features with more than 64 categories are encoded as the evidence that they give for each class, whatever the learner.',
    '',
    ...families,
  ].join('\n')
}

/** Path inside docs/reference/ to text. */
export const referencePages: Readonly<Record<string, () => string>> = {
  'settings.md': settings,
  'errors.md': errors,
  'learners.md': learners,
}

if (import.meta.main) {
  const folder = join(import.meta.dirname, '../docs/reference')
  mkdirSync(folder, { recursive: true })
  for (const [name, render] of Object.entries(referencePages)) writeFileSync(join(folder, name), render())
}
