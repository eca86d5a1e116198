import { type Column, isDate } from '../data/column.ts'
import { type FeatureField, featuresOf, type FeatureView } from './feature-view.ts'
import type { ProjectDefinition } from './project.ts'

const numberTypes = new Set(['int32', 'int64', 'float', 'double'])

/** Finds contradictions in a project's feature views and `stored` columns, as texts. */
export function* findFeatureViewProblems(definition: ProjectDefinition): Generator<string> {
  const { columns, featureViews = [] } = definition
  const givenBy = new Map<string, string>()
  for (const view of featureViews) {
    yield* findViewProblems(definition, view)
    for (const [name, field] of Object.entries(featuresOf(view))) {
      const column = Object.hasOwn(columns, name) ? columns[name] : undefined
      if (column === undefined) continue
      const other = givenBy.get(name)
      if (other !== undefined)
        yield `the feature views "${other}" and "${view.name}" both give the column "${name}".`
      givenBy.set(name, view.name)
      yield* findTypeProblems(view, name, field, column)
    }
  }
  for (const [name, column] of Object.entries(columns))
    if (column.stored === true) yield* findStoredProblems(definition, name)
}

function* findViewProblems(
  { columns, target, entity }: ProjectDefinition,
  view: FeatureView,
): Generator<string> {
  const { name, features, source, ttl, hiddenShare = 0 } = view
  if (!/^[A-Za-z_][\w-]{0,62}$/.test(name)) {
    yield `a feature view is named "${name}", but it must be a letter or "_", then up to 62 letters, digits, "_" or "-".`
  }
  if (Object.keys(features).length === 0) yield `the feature view "${name}" has no feature.`
  if (ttl !== undefined && !(ttl > 0))
    yield `the ttl of the feature view "${name}" is ${ttl}, but it must be more than 0 seconds.`
  if (!(hiddenShare >= 0 && hiddenShare < 1)) {
    yield `the hiddenShare of the feature view "${name}" is ${hiddenShare}, but it must be from 0 to less than 1.`
  }
  if (source.kind === 'file' && source.files.length === 0) yield `the feature view "${name}" names no file.`
  if (source.kind === 'sql' && source.query.trim() === '')
    yield `the query of the feature view "${name}" is empty.`
  if (source.kind !== 'dataset') return
  if (entity === undefined)
    yield `the feature view "${name}" is computed from the project's table, which has no entity.`
  for (const from of source.from ?? []) {
    const column = Object.hasOwn(columns, from) ? columns[from] : undefined
    if (column === undefined)
      yield `the feature view "${name}" reads "${from}", which is none of its columns.`
    else if (from === target || column.personal === true || column.knownAfter === true) {
      yield `the feature view "${name}" reads "${from}", which is the target, personal or known only after the decision.`
    } else if (column.stored === true)
      yield `the feature view "${name}" reads "${from}", which comes from a feature view itself.`
  }
}

function* findTypeProblems(
  view: FeatureView,
  name: string,
  { type }: FeatureField,
  column: Column,
): Generator<string> {
  const fits =
    column.type === 'number' || column.type === 'integer'
      ? numberTypes.has(type)
      : isDate(column)
        ? type === 'string' || type === 'unix_timestamp'
        : column.type === 'category' && type === 'string'
  if (!fits)
    yield `the feature "${name}" of the view "${view.name}" is ${type}, which does not fit a column of type ${column.type}.`
}

function* findStoredProblems(definition: ProjectDefinition, name: string): Generator<string> {
  const { columns, target, entity, time, decidedAt, featureViews = [] } = definition
  if (name === target || name === entity || name === time)
    yield `the column "${name}" is stored, but a target, entity or time is in the table.`
  if (columns[name]?.constantWithinEntity === true)
    yield `the column "${name}" is stored, so it cannot be filled from other rows.`
  const view = featureViews.find((each) => Object.hasOwn(featuresOf(each), name))
  if (view === undefined) yield `the column "${name}" is stored, but no feature view has it.`
  else if (entity === undefined || decidedAt === undefined) {
    yield `the column "${name}" is stored, which needs an entity, and decidedAt to tell what was known of it when.`
  } else if (view.source.kind === 'dataset' && time === undefined) {
    yield `the column "${name}" is stored and computed from the project's own table, which needs a time to tell earlier rows from later ones.`
  }
}
