import type { FastifyBaseLogger } from 'fastify'
import type { Poller } from '../base/poller.ts'
import type { Access } from '../store/access/access.ts'
import type { Accounts } from '../store/access/users/accounts.ts'
import type { AuditLog } from '../store/access/audit/audit-log.ts'
import type { OidcSignIn } from '../store/access/oidc/oidc.ts'
import type { Grants } from '../store/access/grants/grants.ts'
import type { SignInLog } from '../store/access/sessions/sign-in-log.ts'
import type { TokenKeyRing } from '../store/access/tokens/token-key-ring.ts'
import type { Users } from '../store/access/users/users.ts'
import type { FeatureStore } from '../store/features/feature-store.ts'
import type { PredictionLog } from '../store/predictions/store.ts'
import type { Site, StoreCheck } from '../platform/platform.ts'
import type { Project } from '../project/project.ts'
import type { ModelVersions } from '../store/registry/model-versions.ts'
import type { RegisteredModels } from '../store/registry/registered-models.ts'
import type { Registry } from '../store/registry/registry.ts'
import type { ChampionKeeper } from '../serve/champion.ts'
import type { Scorer } from '../serve/scorer.ts'
import type { ThresholdKeeper } from '../serve/threshold-keeper.ts'
import type { Assessments } from '../store/traces/assessments.ts'
import type { Traces } from '../store/traces/traces.ts'
import type { Webhooks } from '../store/webhooks/webhooks.ts'
import type { Settings } from '../base/settings/settings.ts'
import type { ArtifactOwners } from '../store/artifacts/owner.ts'
import type { ArtifactTree } from '../store/artifacts/tree.ts'
import type { Experiments } from '../store/tracking/experiments.ts'
import type { Runs } from '../store/tracking/runs.ts'
import type { LoggedModels } from '../store/tracking/logged-models/logged-models.ts'
import type { Tracking } from '../store/tracking/tracking.ts'

/** The services that the routes of every server take: of each only what they call. */
export interface ServerServices {
  readonly site: Pick<Site, 'title' | 'description'>
  readonly settings: Settings
  /** Registration, passwords and tokens. */
  readonly accounts: Pick<
    Accounts,
    | 'policy'
    | 'inUse'
    | 'register'
    | 'signIn'
    | 'openSession'
    | 'changePassword'
    | 'recentToken'
    | 'verifyToken'
    | 'recentPassword'
    | 'remembersPassword'
    | 'verifyPassword'
  >
  readonly users: Pick<Users, 'list' | 'add' | 'change'>
  readonly audit: Pick<AuditLog, 'record' | 'list'>
  readonly signIns: Pick<SignInLog, 'record'>
  /** Null unless TOKEN_ALGORITHM is EdDSA. */
  readonly tokenKeys: Pick<TokenKeyRing, 'publicKeys'> | null
  /** Null without OIDC_ISSUER. */
  readonly oidc: Pick<OidcSignIn, 'start' | 'finish'> | null
  readonly access: Pick<
    Access,
    | 'recent'
    | 'verify'
    | 'verifySession'
    | 'openSession'
    | 'openUserSession'
    | 'closeSession'
    | 'create'
    | 'list'
    | 'revoke'
  >
  readonly grants: Pick<
    Grants,
    | 'hasAny'
    | 'require'
    | 'requireEverywhere'
    | 'visible'
    | 'mayManage'
    | 'giveCreator'
    | 'give'
    | 'remove'
    | 'list'
    | 'refresh'
  >
  readonly registry: Pick<
    Registry,
    | 'listModels'
    | 'getModel'
    | 'listVersions'
    | 'getVersion'
    | 'promote'
    | 'removeAlias'
    | 'rollback'
    | 'history'
    | 'thresholdHistory'
  >
  readonly tracking: Pick<
    Tracking,
    'get' | 'getMany' | 'list' | 'artifacts' | 'readArtifact' | 'openArtifact'
  >
  readonly artifactOwners: Pick<ArtifactOwners, 'ownerOf' | 'ofRun' | 'ofModel' | 'atUri'>
  readonly artifactTree: Pick<ArtifactTree, 'put' | 'open' | 'list' | 'remove'>
  readonly registeredModels: Pick<
    RegisteredModels,
    'create' | 'get' | 'search' | 'describe' | 'setTag' | 'deleteTag' | 'rename' | 'delete'
  >
  readonly modelVersions: Pick<
    ModelVersions,
    | 'create'
    | 'get'
    | 'getByAlias'
    | 'search'
    | 'latest'
    | 'latestOfStages'
    | 'describe'
    | 'moveToStage'
    | 'setTag'
    | 'deleteTag'
    | 'delete'
  >
  readonly experiments: Pick<
    Experiments,
    'create' | 'get' | 'getByName' | 'search' | 'rename' | 'delete' | 'restore' | 'setTag' | 'deleteTag'
  >
  readonly runs: Pick<
    Runs,
    | 'create'
    | 'get'
    | 'update'
    | 'delete'
    | 'restore'
    | 'search'
    | 'log'
    | 'deleteTag'
    | 'logInputs'
    | 'logOutputs'
    | 'metricHistory'
    | 'sampleHistory'
    | 'searchDatasets'
    | 'experimentsOf'
  >
  readonly loggedModels: Pick<
    LoggedModels,
    | 'create'
    | 'get'
    | 'experimentsOf'
    | 'search'
    | 'finalize'
    | 'delete'
    | 'setTags'
    | 'deleteTag'
    | 'logParams'
  >
  readonly traces: Pick<
    Traces,
    | 'finish'
    | 'begin'
    | 'end'
    | 'get'
    | 'experimentsOf'
    | 'getMany'
    | 'getTrace'
    | 'getTraces'
    | 'exportSpans'
    | 'search'
    | 'addSpans'
    | 'setTag'
    | 'deleteTag'
    | 'delete'
    | 'linkToRun'
    | 'linkPrompts'
  >
  readonly assessments: Pick<Assessments, 'create' | 'get' | 'update' | 'delete'>
  readonly webhooks: Pick<Webhooks, 'list' | 'get' | 'create' | 'update' | 'delete' | 'test'>
  /** Checks of the other stores, for the status. */
  readonly storeChecks: readonly StoreCheck[]
  /** Pollers that read the changes that other processes make in the stores. */
  readonly pollers: readonly Pick<Poller, 'status'>[]
  readonly log: FastifyBaseLogger
  /** Folder of the built page; null when it is not built. */
  readonly webRoot: string | null
  readonly now: () => Date
  /** Program version, for the documentation. */
  readonly version: string
  /** What serves a project; null on a server without one. */
  readonly serving: ServingServices | null
}

/** The services that only the routes of a project take. */
export interface ServingServices {
  readonly project: Project
  readonly scorer: Scorer
  /** The reason why the version behind the alias `champion` is not served, if it is not. */
  readonly champion: Pick<ChampionKeeper, 'problem' | 'absence'>
  readonly thresholds: Pick<ThresholdKeeper, 'current' | 'set'>
  /** Null when the project declares no feature views. */
  readonly featureStore: Pick<
    FeatureStore,
    | 'views'
    | 'getOnlineFeatures'
    | 'push'
    | 'materialize'
    | 'about'
    | 'entityFeatures'
    | 'keys'
    | 'erase'
    | 'ping'
    | 'kind'
  > | null
  readonly predictionLog: Pick<
    PredictionLog,
    'list' | 'outcomesOf' | 'addOutcomes' | 'erase' | 'status' | 'diskStatus'
  >
  /** Folder of everything that is stored of the project. */
  readonly dataDir: string
  /** Folder for uploads, inside DATA_DIR. It is emptied at the start. */
  readonly uploadFolder: string
}

/** Every service that a route of a project can name. */
export interface PlatformServices extends ServerServices, ServingServices {}
