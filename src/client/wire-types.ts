/** The types of requests and responses, as they are inferred from the schemas of the routes. */
export type {
  NewPasswordBody,
  RegistrationBody,
  RegistrationInfo,
  SignInInfo,
} from '../http/api/account/schema.ts'
export type { AliasChangeInfo, AliasInfo, PromoteBody } from '../http/api/aliases/schema.ts'
export type { AuditInfo } from '../http/api/audit/schema.ts'
export type { DatasetInfo } from '../http/api/datasets/schema.ts'
export type { EntityFeaturesInfo, FeatureViewsInfo } from '../http/api/features/schema.ts'
export type { FileReportInfo, LostCellsInfo } from '../http/api/files/schema.ts'
export type { GrantBody, GrantInfo, GrantKey, ObjectFields } from '../http/api/grants/schema.ts'
export type { CallerInfo, KeyInfo, NewKeyBody, NewKeyInfo } from '../http/api/keys/schema.ts'
export type { ModelInfo, VersionInfo } from '../http/api/models/schema.ts'
export type { KeptInfo, OutcomeBody } from '../http/api/outcomes/schema.ts'
export type { ReasonInfo } from '../http/api/predict/reason-schema.ts'
export type { PredictionInfo } from '../http/api/predict/schema.ts'
export type {
  ErasedInfo,
  LoggedPredictionInfo,
  PredictionsFilter,
  PredictionsPage,
} from '../http/api/predictions/schema.ts'
export type { Problem } from '../http/api/problem.ts'
export type { FieldInfo, ProjectInfo } from '../http/api/project/schema.ts'
export type { Page } from '../http/api/responses.ts'
export type { EvaluationWarningInfo, LeakCheckInfo, RunDetail, RunInfo } from '../http/api/runs/schema.ts'
export type { SessionInfo } from '../http/api/session/schema.ts'
export type { StatusInfo } from '../http/api/status/schema.ts'
export type { ThresholdBody, ThresholdInfo } from '../http/api/thresholds/schema.ts'
export type { NewUserBody, NewUserInfo, UserChangeBody, UserInfo } from '../http/api/users/schema.ts'

// Parts of the evaluation and of the data report of a run.
export type { ColumnReport, DataReport } from '../data/data-report.ts'
export type { FileReading } from '../data/readers/file-reading.ts'
export type { SplitReport } from '../data/split/split-report.ts'
export type { Tuning } from '../learner/learner.ts'
export type { Estimate, Evaluation, MetricName } from '../task/classification/evaluation.ts'
export type { ThresholdCurve } from '../task/classification/threshold.ts'
export type { WindowMetrics } from '../task/classification/window-metrics.ts'
export type { RepeatedFolds } from '../train/evaluate/repeated-folds.ts'
