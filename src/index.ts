export { column, type Column, type Columns, type Row } from './data/column.ts'
export { defineProject } from './project/define-project.ts'
export { maxEntityIdLength } from './project/entity-id.ts'
export type {
  ProjectDefinition,
  Project,
  RequestOf,
  DerivedFeature,
  GenerateOptions,
} from './project/project.ts'
export * as schema from './project/json-schema.ts'
export type { JsonSchema, Schema } from './project/json-schema.ts'
export { defineRoute } from './project/route.ts'
export type { ProjectRoute, RouteRequest, RouteSchemas, RouteServices, ScoredRow } from './project/route.ts'
export type { ValidEntityId, ValidFeatures, ValidRow } from './project/valid-row.ts'
export {
  defineFeatureView,
  type ComputedFeatures,
  type FeatureSource,
  type FeatureView,
} from './project/feature-view.ts'
export { randomForest, type RandomForestOptions } from './learner/random-forest/random-forest.ts'
export {
  logisticRegression,
  type LogisticRegressionOptions,
} from './learner/logistic-regression/logistic-regression.ts'
export {
  multilayerPerceptron,
  type MultilayerPerceptronOptions,
} from './learner/multilayer-perceptron/multilayer-perceptron.ts'
export { gridSearch, type Grid, type GridSearchOptions } from './learner/tuning/grid-search.ts'
export type { Learner } from './learner/learner.ts'
export type { LocalizedText, Language } from './base/text/localized-text.ts'
export { LapidaryError } from './base/errors/lapidary-error.ts'
export { daysBetween, hourOf, monthOf, weekdayOf, yearOf, yearsBetween } from './base/time/calendar.ts'
export { decimalComma, looseNumber, plainNumber, yearsAndMonths } from './data/cells/parsers/parsers.ts'
export { standardMissingMarkers } from './data/cells/parsers/missing-markers.ts'
export { seededRandom, type SeededRandom } from './base/math/random.ts'
