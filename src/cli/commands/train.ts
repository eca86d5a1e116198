import { splitKinds } from '../../data/split/split-kind.ts'
import { lostColumns } from '../../data/readers/lost-cells.ts'
import { learnerFamilies } from '../../learner/families.ts'
import type { Param } from '../../learner/param.ts'
import { loadProject } from '../../project/load-project.ts'
import { chooseLearner } from '../../train/choose-learner.ts'
import type { Trained } from '../../train/register/train-and-register.ts'
import type { Command } from '../command.ts'
import { materializeTrained } from '../materialize-trained.ts'
import { choiceOption, integerOption, sheetOption, textOption, textOptions } from '../options.ts'
import { trainProject } from '../train-project.ts'
import { withPlatform } from '../with-platform.ts'

export const trainCommand: Command = {
  summary: 'Train a model, evaluate it on held-out rows, and register it as a new version.',
  usage:
    'PROJECT [--data FILE] [--learner KIND] [--param NAME=VALUE] [--full-grid] [--cv N] [--split KIND] [--sheet NAME]',
  positionals: { min: 1, max: 1 },
  options: {
    data: {
      type: 'string',
      multiple: true,
      value: 'FILE',
      help: "Table to train on; may be repeated. Default: the project's.",
    },
    sheet: sheetOption("the project's, or the one whose headings name most columns"),
    learner: {
      type: 'string',
      value: 'KIND',
      help: `${learnerFamilies.map(({ kind }) => kind).join(', ')}. Default: the project's.`,
    },
    param: {
      type: 'string',
      multiple: true,
      value: 'NAME=VALUE',
      help: 'Change a hyper-parameter; may be repeated.',
    },
    'full-grid': {
      type: 'boolean',
      help: 'Evaluate every combination of the grid in full. Continues an interrupted search.',
    },
    cv: {
      type: 'string',
      value: 'N',
      help: 'Also cross-validate with N folds (2 to 20): grouped by entity, or windows of time.',
    },
    split: {
      type: 'string',
      value: splitKinds.join('|'),
      help: `Held-out rows: those of some entities, the latest rows, or the latest rows of some entities. "rows" leaks, because rows of an entity are on both sides. Default: the project's.`,
    },
    seed: { type: 'string', value: 'S', help: "Seed. Default: the project's." },
    name: { type: 'string', value: 'TEXT', help: 'Name of the run.' },
    'no-promote': { type: 'boolean', help: 'Register the version without making it the champion.' },
  },
  helpSections: learnerFamilies.map(({ kind, summary, params }) => ({
    title: `Params of ${kind}: ${summary.en}`,
    rows: Object.entries(params).map(
      ([name, param]) => [name, `${param.help.en} ${paramValues(param)}`] as const,
    ),
  })),
  async run(args, context) {
    const loaded = await loadProject(args.positionals[0] as string)
    const learner = chooseLearner(loaded.project.learner, {
      kind: textOption(args, 'learner'),
      changes: textOptions(args, 'param'),
      fullGrid: args.options['full-grid'] === true,
    })
    const choices = {
      files: textOptions(args, 'data'),
      sheet: textOption(args, 'sheet'),
      learner,
      split: choiceOption(args, 'split', splitKinds),
      seed: integerOption(args, 'seed', 0, Number.MAX_SAFE_INTEGER),
      promote: args.options['no-promote'] !== true,
      folds: integerOption(args, 'cv', 2, 20),
      name: textOption(args, 'name'),
    }
    return await withPlatform(loaded, context, async (platform) => {
      const trained = await trainProject(platform, choices, context)
      const result = trainingResult(trained)
      if (!trained.promoted) return result
      try {
        await materializeTrained(platform, { table: trained.training.whole }, context)
      } catch (error) {
        context.announce(result) // the version is there all the same
        throw error
      }
      return result
    })
  },
}

/** Writes the allowed values and the default of a param, without the marks of a document. */
function paramValues({ allowed, default: standard }: Param): string {
  return `Allowed: ${allowed.replaceAll('`', '')}. Default: ${String(standard)}.`
}

/** Returns what `--json` prints of a training. */
function trainingResult({ training, ...trained }: Trained): Record<string, unknown> {
  const { evaluation, heldOut, otherInputs, report, split, windows } = training
  const { metrics, rare_classes, not_measured, repeated = null } = evaluation
  return {
    run_id: trained.runId,
    model: trained.model,
    version: trained.version,
    promoted: trained.promoted,
    refusal: trained.refusal,
    verdict: trained.verdict,
    comparison: trained.comparison,
    not_compared: trained.notCompared,
    better_than_guessing: trained.betterThanGuessing,
    warnings: trained.warnings,
    seconds: trained.seconds,
    cross_validation: trained.crossValidation,
    metrics,
    rare_classes,
    not_measured,
    repeated,
    held_out: heldOut.metrics,
    other_inputs: otherInputs,
    split,
    windows,
    rows: report.rows,
    lost_cells: lostColumns(report.columns),
    synthetic: report.synthetic,
  }
}
