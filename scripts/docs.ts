/**
 * Writes docs/reference/ from the tables in src/. A test fails while the files differ from its
 * output.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { learnerFamilies } from '../src/learner/families.ts'
import { errorCatalogue } from '../src/base/errors/lapidary-error.ts'
import type { SettingSpec } from '../src/base/settings/setting-spec.ts'
import { settingsByPart } from '../src/base/settings/settings.ts'

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const made = 'Written by `npm run docs` from'

/** Formats the values that a setting allows, as a cell of the table. */
function formatValues(spec: SettingSpec): string {
  const list = (values: readonly string[]): string => values.map((value) => `\`${value}\``).join(', ')
  switch (spec.type) {
    case 'text':
      return 'text'
    case 'flag':
      return list(['true', 'false'])
    case 'choice':
      return list(spec.choices)
    case 'integer':
      return `${spec.min} to ${spec.max}`
    case 'duration':
      return `duration, ${list([spec.min])} to ${list([spec.max])}`
    case 'bytes':
      return `size, ${list([spec.min])} to ${list([spec.max])}`
    case 'url':
      return list(spec.forms.map((form) => form.replace(/ \(.*/, '')))
  }
}

function renderSettingRow([name, spec]: [string, SettingSpec]): string {
  const standard = spec.default === undefined || spec.default === '' ? '' : `\`${spec.default}\``
  const names = 'secret' in spec ? `\`${name}\`, \`${name}_FILE\`` : `\`${name}\``
  return `| ${names} | ${cell(formatValues(spec))} | ${standard} | ${cell(spec.help)} |`
}

function renderSettings(): string {
  const parts = Object.entries(settingsByPart).flatMap(([title, table]) => [
    `## ${title}`,
    '',
    '| setting | values | default | what it does |',
    '|---|---|---|---|',
    ...Object.entries<SettingSpec>(table).map(renderSettingRow),
    '',
  ])
  return [
    '# Settings',
    '',
    `${made} \`src/base/settings\`.`,
    '',
    'A setting is an environment variable, or a line of a file `.env` in the project folder or a folder above it.',
    'The environment wins. An empty value counts as not set. A wrong value stops the program with exit code 2 and an error that says what is allowed.',
    'A secret may also be given by a file (as Docker and Kubernetes mount them): `NAME_FILE` is its path. Setting both is an error.',
    '',
    'A duration is a number with a unit: `30s`, `15m`, `12h`, `90d`. For `REQUEST_TIMEOUT` a number without a unit is in seconds.',
    'A size is a number with a unit: `10MiB` is 10 × 1,048,576 bytes and `128MB` is 128 × 1,000,000. A number without a unit is in bytes.',
    '',
    ...parts,
  ].join('\n')
}

function renderErrors(): string {
  const rows = Object.entries(errorCatalogue)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([code, kind]) =>
        `| \`${code}\` | ${kind.status} | ${kind.exit} | ${cell(kind.en)} | ${cell(kind['pt-BR'])} |`,
    )
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

function renderLearners(): string {
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

/** Pages by their path in docs/reference/. */
export const referencePages: Readonly<Record<string, () => string>> = {
  'settings.md': renderSettings,
  'errors.md': renderErrors,
  'learners.md': renderLearners,
}

if (import.meta.main) {
  const folder = join(import.meta.dirname, '../docs/reference')
  mkdirSync(folder, { recursive: true })
  for (const [name, render] of Object.entries(referencePages)) writeFileSync(join(folder, name), render())
}
