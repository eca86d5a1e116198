import { type Columns, isDate } from '../data/column.ts'
import { isFeatureColumn } from '../data/match-columns.ts'
import { createTimeScale } from '../data/split/time-scale.ts'
import { LapidaryError } from '../base/errors/lapidary-error.ts'
import { isDateFormat } from '../base/time/date-format.ts'
import { parseDateTime } from '../base/time/date-time.ts'
import { foldText } from '../base/text/fold-text.ts'
import { isTimeZone } from '../base/time/time-zone.ts'
import { findFeatureViewProblems } from './feature-view-problems.ts'
import { featuresOf } from './feature-view.ts'
import type { Project, ProjectDefinition } from './project.ts'

const defined = new WeakSet<object>()

/** Returns true for a result of `defineProject`. */
export function isProject(value: unknown): value is Project {
  return typeof value === 'object' && value !== null && defined.has(value)
}

/**
 * Defines a project: the one place that declares the columns. Its type has their names, so that
 * derived features and requests with a misspelt column do not compile.
 *
 * @param definition columns, target, learner, data, and what else the project sets
 * @defaultValue `requestSchema`: the model's name and `Input`; `data.generateRows`: 20000;
 * `policy.threshold`: 0.5; `seed`: 42
 * @returns the project, frozen and complete: the default export of `lapidary.config.ts`
 * @throws LapidaryError `bad-project`, naming what does not fit together
 * @example
 * ```ts
 * import { column, defineProject, randomForest } from 'lapidary'
 *
 * const project = defineProject({
 *   name: 'credit',
 *   title: { en: 'Credit', 'pt-BR': 'Crédito' },
 *   model: 'CreditModel',
 *   columns: {
 *     income: column.number({ min: 0 }),
 *     paid: column.category({ categories: ['no', 'yes'] }),
 *   },
 *   target: 'paid',
 *   learner: randomForest(),
 *   data: { files: ['clients.csv'] },
 * })
 * project.requestSchema // 'CreditModelInput'
 * project.seed // 42
 * ```
 */
export function defineProject<
  const C extends Columns,
  const Target extends keyof C & string,
  const Entity extends keyof C & string = never,
  const Time extends keyof C & string = never,
>(definition: ProjectDefinition<C, Target, Entity, Time>): Project<C, Target, Entity, Time> {
  const { data, policy } = definition
  const project = Object.freeze({
    ...definition,
    requestSchema: definition.requestSchema ?? `${definition.model}Input`,
    data: { ...data, generateRows: data.generateRows ?? 20_000 },
    ...(policy !== undefined && { policy: { ...policy, threshold: policy.threshold ?? 0.5 } }),
    seed: definition.seed ?? 42,
  }) as Project<C, Target, Entity, Time>
  for (const problem of findProblems(project as unknown as Project)) {
    throw new LapidaryError('bad-project', { project: project.name, problem })
  }
  defined.add(project)
  return project
}

/**
 * Parts of a definition that are keyed by names from data. In an object literal `__proto__: x` sets
 * the prototype instead of a member.
 */
const keyedParts = ['columns', 'derived'] as const

function* findProblems(definition: Project): Generator<string> {
  for (const part of keyedParts) {
    const parent: unknown = Object.getPrototypeOf(definition[part] ?? {})
    if (parent !== Object.prototype && parent !== null)
      yield `its ${part} have a member __proto__: write it as ['__proto__'].`
  }
  const { columns, derived = {}, entity, time, target } = definition
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(definition.name)) {
    yield `its name is "${definition.name}", but it must be of small letters, digits and single hyphens.`
  }
  if (!/^[A-Za-z][\w.-]{0,63}$/.test(definition.model)) {
    yield `its model is named "${definition.model}", but it must be a letter, then up to 63 letters, digits, "_", "." or "-".`
  }
  for (const [role, name] of Object.entries({ entity, time, target })) {
    if (name !== undefined && !Object.hasOwn(columns, name))
      yield `its ${role} is "${name}", which is none of its columns.`
  }
  const targetColumn = columns[target]
  if (targetColumn?.type !== 'category' || targetColumn.categories.length < 2) {
    yield `its target "${target}" must be a category of at least two classes.`
  }
  for (const [name, column] of Object.entries(columns)) {
    if (column.type === 'category' || column.type === 'list') {
      const different = new Set(column.loose === true ? column.categories.map(foldText) : column.categories)
      if (different.size !== column.categories.length) yield `the categories of "${name}" repeat.`
    }
    if (
      (column.type === 'number' || column.type === 'integer') &&
      (column.min ?? -Infinity) > (column.max ?? Infinity)
    ) {
      yield `the minimum of "${name}" is above its maximum.`
    }
  }
  yield* findDateProblems(definition)
  if (featureColumns(definition).length === 0) yield 'no column is left to predict from.'
  for (const [name, feature] of Object.entries(derived)) {
    if (Object.hasOwn(columns, name)) yield `the derived feature "${name}" has the name of a column.`
    if (feature.from.length === 0) yield `the derived feature "${name}" reads no column: name them in "from".`
    for (const from of feature.from) {
      if (!featureColumns(definition).includes(from)) {
        yield `the derived feature "${name}" reads "${from}", which is not a column that a request may carry.`
      }
    }
  }
  yield* findHeadingProblems(definition)
  yield* findEvaluationProblems(definition)
  yield* findSplitProblems(definition)
  yield* findPolicyProblems(definition)
  yield* findViewProblems(definition)
  yield* findFeatureViewProblems(definition)
  for (const slice of definition.slices ?? []) {
    if (columns[slice]?.personal === true) yield `"${slice}" is personal data and cannot be a slice.`
  }
}

function* findDateProblems({ columns }: ProjectDefinition): Generator<string> {
  for (const [name, column] of Object.entries(columns)) {
    if (!isDate(column)) continue
    const { format, zone, min, max, example, maxTwoDigitYear: year } = column
    if (format !== undefined && !isDateFormat(format))
      yield `the format of "${name}" is "${format}", but it must name a year and a month, such as "dd/MM/yyyy HH:mm" or "MM/yyyy".`
    if (format !== undefined && column.dayFirst !== undefined)
      yield `"${name}" has both a format and dayFirst: keep one of them.`
    if (zone !== undefined && !isTimeZone(zone))
      yield `the zone of "${name}" is "${zone}", but it must be one of the IANA database, such as "America/Sao_Paulo".`
    if (year !== undefined && !(Number.isInteger(year) && year >= 100 && year <= 9999))
      yield `the maxTwoDigitYear of "${name}" is ${year}, but it must be a year of four digits, such as 2068.`
    for (const [role, date] of Object.entries({ min, max, example })) {
      if (date === undefined) continue
      // An example is a value in the form of rows, a limit may be a day.
      const isForm = column.type === 'date' ? date.length === 10 : role !== 'example' || date.endsWith('Z')
      if (isForm && parseDateTime(date) !== null) continue
      const form = column.type === 'date' ? '2022-03-05' : '2022-03-05T14:30:00Z'
      yield `the ${role} of "${name}" is "${date}", but it must be ISO 8601, such as ${form}.`
    }
    const [first, last] = [
      parseDateTime(min ?? '')?.start ?? -Infinity,
      parseDateTime(max ?? '')?.end ?? Infinity,
    ]
    if (first > last) yield `the minimum of "${name}" is above its maximum.`
  }
}

/**
 * Finds headings of two columns, as a heading identifies one column. Combined cells may be read by
 * several columns.
 */
function* findHeadingProblems({ columns }: ProjectDefinition): Generator<string> {
  const owners = new Map(Object.keys(columns).map((name) => [name, name]))
  for (const [name, { headings = [], combine }] of Object.entries(columns)) {
    for (const heading of headings) {
      const owner = owners.get(heading) ?? name
      if (owner !== name) yield `the heading "${heading}" is that of "${owner}" and of "${name}".`
      owners.set(heading, name)
    }
    if (combine?.headings.length === 0) yield `"${name}" combines no cells: name their headings.`
  }
}

function* findEvaluationProblems({ evaluation, split }: ProjectDefinition): Generator<string> {
  if (evaluation === undefined || evaluation === false) return
  if (split !== undefined)
    yield 'it has both a split by time and an evaluation by folds, which mix earlier and later rows: remove one.'
  const { folds, repeats } = evaluation
  if (
    !Number.isInteger(folds) ||
    folds < 2 ||
    folds > 50 ||
    !Number.isInteger(repeats) ||
    repeats < 1 ||
    repeats > 100
  ) {
    yield `its evaluation is of ${folds} folds ${repeats} times, but it must be of 2 to 50 folds, 1 to 100 times.`
  }
}

function* findSplitProblems({ columns, entity, split }: ProjectDefinition): Generator<string> {
  if (split === undefined) return
  const { time, by, heldOut, from, gap, windows } = split
  const column = Object.hasOwn(columns, time) ? columns[time] : undefined
  const scale = column === undefined ? null : createTimeScale(column)
  if (column === undefined) yield `its split is by the time "${time}", which is none of its columns.`
  else if (column.personal === true)
    yield `its split is by the time "${time}", but personal columns are not read: name another, or remove personal: true.`
  else if (scale === null)
    yield `its split is by the time "${time}", but a column of type ${column.type} has no order in time.`
  else {
    if (from !== undefined && scale.parse(from) === null)
      yield `its split holds out from "${from}", which is no time of "${time}".`
    const gapTime = scale.parseGap(gap ?? 0)
    if (gapTime === null || gapTime < 0) {
      yield `the gap of its split is "${gap}", but it must be days or hours ("90d", "12h") for dates, and a number of steps for numbers and categories.`
    }
  }
  if (by === 'entity-time' && entity === undefined)
    yield 'its split is by entity and time, but it has no entity.'
  if (heldOut !== undefined && from !== undefined)
    yield 'its split has both "heldOut" and "from": remove one.'
  if (heldOut !== undefined && !(heldOut > 0 && heldOut < 1)) {
    yield `its split holds out ${heldOut} of the rows, but it must be a share above 0 and below 1.`
  }
  if (windows !== undefined && !(Number.isInteger(windows) && windows >= 1 && windows <= 50)) {
    yield `its split has ${windows} windows, but it must have 1 to 50.`
  }
}

function* findPolicyProblems({ columns, policy, target }: Project): Generator<string> {
  if (policy === undefined) return
  const classes =
    (columns[target] as { readonly categories?: readonly string[] } | undefined)?.categories ?? []
  if (classes.length !== 2)
    yield `it has a policy, which needs a target of exactly two classes; "${target}" has ${classes.length}.`
  if (!classes.includes(policy.positive))
    yield `the positive class of its policy is "${policy.positive}", which is none of ${classes.join(', ')}.`
  const { threshold } = policy
  if (!(threshold >= 0 && threshold <= 1))
    yield `the threshold of its policy is ${threshold}, but it must be from 0 to 1.`
}

function* findViewProblems({
  columns,
  entityField,
  featureViews = [],
}: ProjectDefinition): Generator<string> {
  if (
    entityField !== undefined &&
    Object.hasOwn(columns, entityField.name) &&
    columns[entityField.name]?.type !== 'identifier'
  ) {
    yield `its entity field "${entityField.name}" has the name of a column that is no identifier.`
  }
  if (new Set(featureViews.map(({ name }) => name)).size !== featureViews.length)
    yield 'the names of its feature views repeat.'
  for (const { name, joinKey, features, onDemand = {} } of featureViews) {
    for (const feature of Object.keys(onDemand))
      if (Object.hasOwn(features, feature))
        yield `the feature view "${name}" has "${feature}" both stored and on demand.`
    if (joinKey !== entityField?.name) {
      yield `the feature view "${name}" is keyed by "${joinKey}", which is not its entity field (${entityField?.name ?? 'it has none'}).`
    }
  }
}

/** Parts of a definition that determine from which columns features are computed. */
type FeatureParts = Pick<ProjectDefinition, 'columns' | 'target' | 'entity' | 'time' | 'derived'>

/**
 * Returns the names of the columns from which features are computed and which a request may carry,
 * in the order of the definition; also dates that only derived features read.
 */
export function featureColumns(project: FeatureParts): string[] {
  return Object.keys(project.columns).filter((name) => isFeatureColumn(name, project))
}

/**
 * Returns the names of the date columns that nothing reads: they are in no request, and predictions
 * do not depend on them.
 */
export function findUnreadDates(project: FeatureParts): string[] {
  const { columns, target, entity, time } = project
  return Object.entries(columns).flatMap(([name, column]) => {
    const isUsed =
      column.personal === true ||
      column.knownAfter === true ||
      column.feature === false ||
      isFeatureColumn(name, project)
    return isDate(column) && !isUsed && name !== target && name !== entity && name !== time ? [name] : []
  })
}

/**
 * Returns the names of the columns that identify rows and may be shown; they are written beside the
 * predictions of a file.
 */
export function identifierColumns({ columns }: Pick<ProjectDefinition, 'columns'>): string[] {
  return Object.keys(columns).filter(
    (name) => columns[name]?.type === 'identifier' && columns[name].personal !== true,
  )
}

/**
 * Returns true if a feature view of the project may provide the column's value to a request that
 * leaves it out.
 */
export function isInView(
  { featureViews = [] }: Pick<ProjectDefinition, 'featureViews'>,
  name: string,
): boolean {
  return featureViews.some((view) => Object.hasOwn(featuresOf(view), name))
}

/**
 * Returns the names of the columns that a request may carry: the features, without those that only
 * a feature view provides.
 */
export function requestColumns(project: FeatureParts): string[] {
  return featureColumns(project).filter((name) => project.columns[name]?.stored !== true)
}
