import { checkCleanTables, checkSeededLeaks } from '../../test/leaks/leak-suite.ts'
import type { Run } from './run-command.ts'
import { guessing, headline, heldOut, heldOutRows, overFolds, pointOf, pointsBetween } from './trained-text.ts'

/** A piece of a document that consists of numbers: a value, the cells of a row, or what a terminal shows. */
export interface Block {
  /** `seconds`: a test of the documents computes it too. */
  readonly cost: 'seconds' | 'minutes'
  /** A file that is not in the repository, below the folder that `LAPIDARY_DATA` names. */
  readonly needs?: string
  /** Returns the text as in English, with decimal points. */
  text(run: Run): string | Promise<string>
}

const credit = 'lapidary train examples/credit-score --no-promote'
const byEntity = `${credit} --split entity`
const byTime = `${credit} --split time`
const byEntityAndTime = `${credit} --split entity-time`
const byRows = `${credit} --split rows`
const deep = `${credit} --param trees=100 --param maxDepth=40 --param minLeaf=1`
const deepByRows = `${deep} --split rows`
/** The first 10,000 rows of Kaggle's file. */
const kaggleFile = 'LAPIDARY_DATA/credit-score/train-first10k.csv'
const kaggle = `${credit} --data ${kaggleFile} --cv 5`
const history = `bench/history.ts ${kaggleFile}`
const germanFile = 'LAPIDARY_DATA/tabular/german_credit.csv'
const students = 'lapidary train examples/magic-steps --no-promote'
const studentsLogistic = `${students} --learner logistic-regression`

const cells = (...values: readonly string[]): string => values.join(' | ')

/** Creates a block from what one command prints. */
function printedBy(command: string, read: (output: string) => string, cost: Block['cost'] = 'minutes'): Block {
  return { cost, text: async (run) => read(await run(command)) }
}

/** Returns how far the accuracy of one command lies above that of another, in points. */
function gapBetween(higher: string, lower: string): Block {
  return { cost: 'minutes', text: async (run) => pointsBetween(await run(higher), await run(lower)) }
}

function accuracies(...commands: readonly string[]): Block {
  return {
    cost: 'minutes',
    async text(run) {
      const values: string[] = []
      for (const command of commands) values.push(headline(await run(command), 'accuracy'))
      return cells(...values)
    },
  }
}

function splitCells(output: string): string {
  return cells(heldOutRows(output), ...['accuracy', 'log-loss', 'macro AUC'].map((label) => headline(output, label)))
}

function studentCells(output: string): string {
  const decisions = ['precision', 'recall', 'f1'].map((label) => pointOf(output, label))
  return cells(headline(output, 'macro AUC'), pointOf(output, 'log-loss'), ...decisions)
}

function german(read: (output: string, label: string) => string): Block {
  return {
    cost: 'seconds',
    needs: germanFile,
    async text(run) {
      await run(`lapidary init ${germanFile} TEMP/german --target class`)
      const output = await run('lapidary train TEMP/german --no-promote')
      return cells(read(output, 'accuracy'), read(output, 'macro AUC'))
    },
  }
}

/** Creates a block from a row of the table that `bench/history.ts` prints, without its first two columns. */
function historyRow(index: number): Block {
  const read = (output: string): string => {
    const row = output.split('\n').filter((line) => line.startsWith('|'))[index + 2]
    if (row === undefined) throw new Error(`${history} printed no row ${index}:\n${output}`)
    return row.split('|').slice(3, -1).join('|').trim()
  }
  return { ...printedBy(history, read), needs: kaggleFile }
}

/** Returns the shares that `bench/interval-coverage.ts` prints for accuracy, log-loss and AUC. */
function coverage(output: string): string {
  const shares = [...output.matchAll(/^\| (?:accuracy|log_loss|macro_auc) \| \S+ \| (\d+ %).*?\| (\d+ %)/gm)]
  if (shares.length !== 3) throw new Error(`bench/interval-coverage.ts printed another table:\n${output}`)
  const [single, folds] = [1, 2].map((column) => shares.map((share) => share[column]).join(', '))
  return `${folds} of the tables (accuracy, log-loss, AUC), those of a single fifth in ${single}`
}

export const blocks: Readonly<Record<string, Block>> = {
  'leak-suite': {
    cost: 'seconds',
    text() {
      const [seeded, clean] = [checkSeededLeaks(), checkCleanTables()]
      const found = `${seeded.count - seeded.missed.length} of ${seeded.count} seeded leaks`
      return `${found}, and ${clean.alarms.length} false alarms on ${clean.count} clean tables`
    },
  },
  'german-out-of-fold': german(headline),
  'german-held-out': german(heldOut),
  'magic-steps-held-out': printedBy(studentsLogistic, heldOutRows, 'seconds'),
  'magic-steps-logistic': printedBy(studentsLogistic, studentCells, 'seconds'),
  'magic-steps-forest': printedBy(`${students} --learner random-forest`, studentCells, 'seconds'),
  'magic-steps-network': printedBy(students, studentCells),
  'credit-split-entity': printedBy(byEntity, splitCells),
  'credit-split-time': printedBy(byTime, splitCells),
  'credit-split-entity-time': printedBy(byEntityAndTime, splitCells),
  'credit-split-gap': gapBetween(byEntity, byEntityAndTime),
  'credit-forest': accuracies(byEntity, byRows),
  'credit-deep-forest': accuracies(deep, deepByRows),
  'credit-deep-gap': gapBetween(deepByRows, deep),
  'credit-clients': printedBy(byEntity, (output) => pointOf(output, 'accuracy')),
  'credit-guessing': printedBy(byEntity, (output) => guessing(output, 'accuracy')),
  'credit-rows': printedBy(byRows, (output) => pointOf(output, 'accuracy')),
  'credit-deep-clients': printedBy(deep, (output) => pointOf(output, 'accuracy')),
  'credit-deep-rows': printedBy(deepByRows, (output) => pointOf(output, 'accuracy')),
  'credit-real-requests': {
    cost: 'minutes',
    needs: kaggleFile,
    async text(run) {
      const lines = (await run(kaggle)).split('\n').filter((line) => !line.includes('mean of'))
      const shown = lines.filter((line) => /^ {2}(accuracy|log-loss|with nothing from|scored as a file)/.test(line))
      return ['```', ...shown, '```'].join('\n')
    },
  },
  'credit-real-folds': {
    ...printedBy(kaggle, (output) => `accuracy ${overFolds(output, 'accuracy')}, log-loss ${overFolds(output, 'log-loss')}`),
    needs: kaggleFile,
  },
  'credit-history-alone': historyRow(0),
  'credit-history-shown-named': historyRow(1),
  'credit-history-shown-unnamed': historyRow(2),
  'credit-history-hidden-named': historyRow(3),
  'credit-history-hidden-unnamed': historyRow(4),
  'interval-coverage': printedBy('bench/interval-coverage.ts', coverage),
}
