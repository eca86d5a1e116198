/**
 * `node scripts/try-faults.ts [--seconds 15] [--only TEXT]` repeats the fault campaign. Each
 * scenario runs a server on loopback under load and injects faults into it or its stores.
 * Afterwards every prediction with a 200 response must be in the log exactly once, and every
 * response must be 200, or 503 where the fault allows it. Prints a row for each scenario; exits
 * with 1 if one fails.
 */
import { parseArgs } from 'node:util'
import { type Scenario, scenarios, type Surroundings } from './faults/scenarios.ts'
import { Trial } from './faults/trial.ts'

interface Result {
  readonly cells: readonly string[]
  readonly isBad: boolean
}

const heading = ['scenario', 'answered', 'lost', 'doubled', '503', 'other', 'no response', 'longest wait', '']

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '15' }, only: { type: 'string', default: '' } },
})
const seconds = Number(values.seconds)
if (!(seconds > 0 && seconds <= 3600))
  throw new Error(`--seconds is "${values.seconds}", but it must be a number from 1 to 3600`)
const chosen = scenarios.filter(({ name }) => name.toLowerCase().includes(values.only.toLowerCase()))
if (chosen.length === 0)
  throw new Error(
    `--only is "${values.only}", but no scenario has it: ${scenarios.map(({ name }) => name).join('; ')}`,
  )

const widths = heading.map((text, column) => Math.max(text.length, column === 0 ? 42 : 9))
const print = (cells: readonly string[]): void =>
  console.log(
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join(' ')
      .trimEnd(),
  )

print(heading)
const trained = await Trial.create({})
let bad = 0
try {
  for (const scenario of chosen) {
    const { cells, isBad } = await runScenario(scenario, { template: trained.dataDir, seconds })
    print(cells)
    if (isBad) bad++
  }
} finally {
  await trained.close()
}
process.exitCode = bad === 0 ? 0 : 1

async function runScenario(scenario: Scenario, surroundings: Surroundings): Promise<Result> {
  let result: Result | null = null
  try {
    const skipped = await scenario.run(surroundings, async (trial) => {
      result = await judge(scenario, trial)
    })
    return result ?? { cells: [scenario.name, `SKIPPED: ${skipped}`], isBad: false }
  } catch (error) {
    return {
      cells: [scenario.name, `FAILED: ${error instanceof Error ? error.message : String(error)}`],
      isBad: true,
    }
  }
}

async function judge({ name, mayRefuse, mayBeSilent }: Scenario, trial: Trial): Promise<Result> {
  const { answered, refused, unexpected, silent, longest } = trial.responses
  const times = await trial.logged()
  const lost = answered.filter((id) => !times.has(id)).length
  const doubled =
    [...times.values()].filter((count) => count > 1).length + answered.length - new Set(answered).size
  const others = [...unexpected].map(([kind, count]) => `${count} x ${kind}`).join(', ')
  const problems = [
    ...(lost > 0 ? ['LOST'] : []),
    ...(doubled > 0 ? ['DOUBLED'] : []),
    ...(others === '' ? [] : ['UNEXPECTED']),
    ...(refused > 0 && !mayRefuse ? ['503 WITHOUT EXCUSE'] : []),
    ...(silent > 0 && !mayBeSilent ? ['NO RESPONSE'] : []),
  ]
  const numbers = [answered.length, lost, doubled, refused].map(String)
  const waits = [others || '0', String(silent), `${(longest / 1000).toFixed(2)} s`]
  return { cells: [name, ...numbers, ...waits, problems.join(', ') || 'good'], isBad: problems.length > 0 }
}
