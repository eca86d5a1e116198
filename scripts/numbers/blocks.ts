import { checkCleanTables, checkSeededLeaks } from '../../test/leaks/leak-suite.ts'
import type { Run } from './run-command.ts'
import {
  guessing,
  headline,
  heldOut,
  heldOutRows,
  overFolds,
  pointOf,
  pointsBetween,
} from './trained-text.ts'

/**
 * A piece of a document that consists of numbers: a value, the cells of a row, or the output of a
 * terminal.
 */
export interface Block {
  /** `seconds`: a test of the documents also computes it. */
  readonly cost: 'seconds' | 'minutes'
  /** A file outside the repository, below the folder that `LAPIDARY_DATA` names. */
  readonly needs?: string
  /** Returns the text in English, with decimal points. */
  text(run: Run): string | Promise<string>
}

const credit = 'lapidary train examples/credit-score --no-promote'
const byEntity = `${credit} --split entity`
const byTime = `${credit} --split time`
const byEntityAndTime = `${credit} --split entity-time`
const byRows = `${credit} --split rows`
const deep = `${credit} --param trees=100 --param maxDepth=40 --param minLeaf=1`
const deepByRows = `${deep} --split rows`
/** Options for the first 10,000 rows of Kaggle's file. */
const kaggleFile = 'LAPIDARY_DATA/credit-score/train-first10k.csv'
const kaggle = `${credit} --data ${kaggleFile} --cv 5`
const history = `bench/history.ts ${kaggleFile}`
const germanFile = 'LAPIDARY_DATA/tabular/german_credit.csv'
const students = 'lapidary train examples/magic-steps --no-promote'
const studentsLogistic = `${students} --learner logistic-regression`

const cells = (...values: readonly string[]): string => values.join(' | ')

/** Creates a block from the output of one command. */
function createBlock(
  command: string,
  read: (output: string) => string,
  cost: Block['cost'] = 'minutes',
): Block {
  return { cost, text: async (run) => read(await run(command)) }
}

/** Creates a block with the difference of two commands' accuracies, in points. */
function createGapBlock(higher: string, lower: string): Block {
  return { cost: 'minutes', text: async (run) => pointsBetween(await run(higher), await run(lower)) }
}

function createAccuraciesBlock(...commands: readonly string[]): Block {
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
  return cells(
    heldOutRows(output),
    ...['accuracy', 'log-loss', 'macro AUC'].map((label) => headline(output, label)),
  )
}

function studentCells(output: string): string {
  const decisions = ['precision', 'recall', 'f1'].map((label) => pointOf(output, label))
  return cells(headline(output, 'macro AUC'), pointOf(output, 'log-loss'), ...decisions)
}

function createGermanBlock(read: (output: string, label: string) => string): Block {
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

/**
 * Creates a block from a row of the table that `bench/history.ts` prints, without its first two
 * columns.
 */
function createHistoryBlock(index: number): Block {
  const read = (output: string): string => {
    const row = output.split('\n').filter((line) => line.startsWith('|'))[index + 2]
    if (row === undefined) throw new Error(`${history} printed no row ${index}:\n${output}`)
    return row.split('|').slice(3, -1).join('|').trim()
  }
  return { ...createBlock(history, read), needs: kaggleFile }
}

/** Returns the shares that `bench/interval-coverage.ts` prints for accuracy, log-loss and AUC. */
function readCoverage(output: string): string {
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
  'german-out-of-fold': createGermanBlock(headline),
  'german-held-out': createGermanBlock(heldOut),
  'magic-steps-held-out': createBlock(studentsLogistic, heldOutRows, 'seconds'),
  'magic-steps-logistic': createBlock(studentsLogistic, studentCells, 'seconds'),
  'magic-steps-forest': createBlock(`${students} --learner random-forest`, studentCells, 'seconds'),
  'magic-steps-network': createBlock(students, studentCells),
  'credit-split-entity': createBlock(byEntity, splitCells),
  'credit-split-time': createBlock(byTime, splitCells),
  'credit-split-entity-time': createBlock(byEntityAndTime, splitCells),
  'credit-split-gap': createGapBlock(byEntity, byEntityAndTime),
  'credit-forest': createAccuraciesBlock(byEntity, byRows),
  'credit-deep-forest': createAccuraciesBlock(deep, deepByRows),
  'credit-deep-gap': createGapBlock(deepByRows, deep),
  'credit-clients': createBlock(byEntity, (output) => pointOf(output, 'accuracy')),
  'credit-guessing': createBlock(byEntity, (output) => guessing(output, 'accuracy')),
  'credit-rows': createBlock(byRows, (output) => pointOf(output, 'accuracy')),
  'credit-deep-clients': createBlock(deep, (output) => pointOf(output, 'accuracy')),
  'credit-deep-rows': createBlock(deepByRows, (output) => pointOf(output, 'accuracy')),
  'credit-real-requests': {
    cost: 'minutes',
    needs: kaggleFile,
    async text(run) {
      const lines = (await run(kaggle)).split('\n').filter((line) => !line.includes('mean of'))
      const shown = lines.filter((line) =>
        /^ {2}(accuracy|log-loss|with nothing from|scored as a file)/.test(line),
      )
      return ['```', ...shown, '```'].join('\n')
    },
  },
  'credit-real-folds': {
    ...createBlock(
      kaggle,
      (output) => `accuracy ${overFolds(output, 'accuracy')}, log-loss ${overFolds(output, 'log-loss')}`,
    ),
    needs: kaggleFile,
  },
  'credit-history-alone': createHistoryBlock(0),
  'credit-history-shown-named': createHistoryBlock(1),
  'credit-history-shown-unnamed': createHistoryBlock(2),
  'credit-history-hidden-named': createHistoryBlock(3),
  'credit-history-hidden-unnamed': createHistoryBlock(4),
  'interval-coverage': createBlock('bench/interval-coverage.ts', readCoverage),
}
