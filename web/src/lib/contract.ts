/** The one door to what the page shares with the server: the bodies of the API, and a few constants that hold nothing of a server. */
export type * from 'lapidary/client'
export type { ColumnReport, DataReport } from '../../../src/dataset/data-report.ts'
export type { Evaluation, Estimate, MetricName } from '../../../src/metric/evaluation.ts'
export type { Scope } from '../../../src/access/scopes.ts'
export type { Language, LocalizedText } from '../../../src/lib/localized-text.ts'
export { lowerIsBetter, metricNames } from '../../../src/metric/evaluation.ts'
export { fillTemplate, languages, preferredLanguage } from '../../../src/lib/localized-text.ts'
