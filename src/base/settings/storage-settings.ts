import type { SettingSpec } from './setting-spec.ts'

/**
 * Where each store keeps its data. Every store has an embedded default; a URL moves it to a server.
 */
export const storageSettings = {
  DATA_DIR: {
    type: 'text',
    default: undefined,
    help: 'Folder of everything that the program stores. Default: .lapidary/ in the project folder.',
  },
  DATABASE_URL: {
    type: 'url',
    default: undefined,
    forms: [
      'postgres://user:password@host:5432/database (% and @ in the password as %25 and %40)',
      'postgresql://user:password@host:5432/database',
    ],
    secret: true,
    help: 'PostgreSQL database of runs, models, users and keys, shared by all replicas. Default: SQLite in DATA_DIR.',
  },
  ARTIFACTS_URL: {
    type: 'url',
    default: undefined,
    forms: ['file:///path', 'database:', 's3://bucket/prefix'],
    help: 'Where files of runs and models are stored: in a folder, in the database of the runs, or in an S3 bucket, with the credentials and the region of AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION and the other AWS_* variables. Objects below the prefix must belong to this project only. Default: database: with DATABASE_URL, else the folder artifacts in DATA_DIR.',
  },
  ARTIFACTS_S3_ENDPOINT: {
    type: 'url',
    default: undefined,
    forms: ['https://minio.example.org', 'http://localhost:9000'],
    help: "Address of an S3-compatible server, together with ARTIFACTS_URL=s3://. Default: Amazon's.",
  },
  MAX_ARTIFACT_BYTES: {
    type: 'bytes',
    default: '100GiB',
    min: '1KiB',
    max: '5TiB',
    help: 'Maximum bytes of one file of a run or model that a client uploads.',
  },
  REDIS_URL: {
    type: 'url',
    default: undefined,
    forms: ['redis://user:password@host:6379/0', 'rediss://user:password@host:6379/0'],
    secret: true,
    help: "Redis or Valkey server of the online features, in Feast's layout. Default: SQLite in DATA_DIR.",
  },
  REDIS_HOST: { type: 'text', default: undefined, help: 'Host of Redis, instead of REDIS_URL.' },
  REDIS_PORT: {
    type: 'integer',
    default: 6379,
    min: 1,
    max: 65_535,
    help: 'Port of Redis, together with REDIS_HOST.',
  },
  MONGO_URI: {
    type: 'url',
    default: undefined,
    forms: ['mongodb://user:password@host:27017', 'mongodb+srv://user:password@host'],
    secret: true,
    help: 'MongoDB server that predictions are sent to from the local log. Without it they stay in the local log.',
  },
  MONGO_DB: {
    type: 'text',
    default: 'lapidary',
    help: 'Database in MONGO_URI; its collection is "predictions".',
  },
  SPOOL_MAX_BYTES: {
    type: 'bytes',
    default: '10GiB',
    min: '1MiB',
    max: '1TiB',
    help: 'Maximum bytes of predictions that wait for MongoDB. Beyond it predictions are rejected with 503, so that none is lost.',
  },
  DURABILITY: {
    type: 'choice',
    default: 'process',
    choices: ['process', 'power'],
    help: 'What an acknowledged prediction survives: "process" a crash of the program, "power" also a power cut (waits for fsync).',
  },
} as const satisfies Record<string, SettingSpec>
