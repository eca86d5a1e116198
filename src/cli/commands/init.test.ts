import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commandContext } from '../../../test/kit/command-context.ts'
import { tempFolder } from '../../../test/kit/temp-folder.ts'
import { initCommand } from './init.ts'

test('initCommand says what it guessed and what to do next', async () => {
  const cwd = tempFolder()
  const rows = Array.from({ length: 60 }, (_, row) => `ana${row}@example.com,${row / 7},${row % 2 === 0 ? 'yes' : 'no'}`)
  writeFileSync(join(cwd, 'data.csv'), ['contact,x,churn', ...rows].join('\n'))
  const { context, printed: lines } = commandContext({ cwd })
  const result = await initCommand.run({ positionals: ['data.csv', 'shop'], options: {} }, context)
  expect(result).toMatchObject({
    project: join(cwd, 'shop'),
    rows: 60,
    target: 'churn',
    entity: null,
    columns: [{ name: 'contact', personal: true }, { name: 'x', type: 'number' }, { name: 'churn' }],
  })
  expect(lines.join('\n')).toBe(`60 rows, 3 columns
target  churn (its name says so; choose another with --target)
entity  none: every row stands alone
left out  contact: personal data: its values look like e-mail addresses; never a feature and never shown

Written to shop: lapidary.config.ts, README.md, package.json, tsconfig.json, .gitignore
Read shop/lapidary.config.ts, then: npx lapidary up shop`)
})
