import { execFileSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { readSettings, settingsTable } from '../../src/base/settings/settings.ts'
import { readRepoFile, repoFiles, repoRoot } from '../kit/repo-files.ts'
import { tempFolder } from '../kit/temp-folder.ts'

/** What is wrong with a setting given by a container's environment, or null. */
function wrongSetting(name: string, value: string): string | null {
  const secret = Object.entries(settingsTable).find(
    ([each, spec]) => 'secret' in spec && name.startsWith(each),
  )?.[0]
  if (secret !== undefined)
    return name === `${secret}_FILE` && value.startsWith('/run/secrets/') ? null : `${name} is not by file`
  if (!Object.hasOwn(settingsTable, name)) return `${name} is no setting`
  readSettings({ [name]: value })
  return null
}

/** MiB of a limit such as `2g`, `768Mi`. */
function mebibytes(limit: string): number {
  const [, amount, unit] = /^(\d+)([mg])i?$/.exec(limit.toLowerCase()) ?? []
  return Number(amount) * (unit === 'g' ? 1024 : 1)
}

function memoryLimitOf(file: string): number {
  return mebibytes(/limits: \{ memory: (\w+) \}/.exec(readRepoFile(file))?.[1] ?? '')
}

/**
 * MiB that a server takes at most with these settings: its own, and one process for each file at
 * once.
 */
function servingMib(environment: Readonly<Record<string, string>>): number {
  const { MAX_FILES_AT_ONCE, FILE_MEMORY_MIB } = readSettings(
    Object.fromEntries(
      Object.entries(environment).filter(([name]) => /^(?:MAX_FILES_AT_ONCE|FILE_MEMORY_MIB)$/.test(name)),
    ),
  )
  return 768 + MAX_FILES_AT_ONCE * FILE_MEMORY_MIB
}

const openApi = JSON.parse(readRepoFile('docs/openapi.json')) as { paths: Record<string, unknown> }
const dockerfile = readRepoFile('Dockerfile')

describe('Dockerfile', () => {
  test('copies the manifest of every workspace, so that npm ci finds them', () => {
    const { workspaces } = JSON.parse(readRepoFile('package.json')) as { workspaces: string[] }
    const manifests = repoFiles().filter((file) => {
      return workspaces.some((each) =>
        new RegExp(`^${each.replace('*', '[^/]+')}/package\\.json$`).test(file),
      )
    })
    expect(manifests.length).toBeGreaterThan(3)
    expect(manifests.filter((file) => !dockerfile.includes(`COPY ${file} `))).toEqual([])
  })

  test('runs as a user without rights, and asks for the health that there is', () => {
    expect(dockerfile).toMatch(/\nUSER node\n/)
    expect(Object.keys(openApi.paths)).toContain(
      /http:\/\/127\.0\.0\.1:\$\{process\.env\.PORT\}([\w/]+)/.exec(dockerfile)?.[1],
    )
    const lines = [...dockerfile.matchAll(/^ENV (.*)$/gm)].flatMap(([, line = '']) => line.split(' '))
    for (const [name = '', value = ''] of lines.map((each) => each.split('='))) {
      if (name !== 'NODE_ENV') expect(wrongSetting(name, value)).toBeNull()
    }
  })
})

describe('compose.yaml', () => {
  interface ComposeService {
    image: string
    user?: string
    read_only: boolean
    cap_drop: string[]
    security_opt: string[]
    restart: string
    mem_limit: string
    ports?: string[]
    environment?: Record<string, string>
    secrets: string[]
    volumes: string[]
    networks: string[]
    healthcheck: { test: string[] }
    depends_on?: Record<string, { condition: string }>
    command?: string[]
  }
  interface Compose {
    services: Record<string, ComposeService>
    secrets: Record<string, { file: string }>
    volumes: Record<string, unknown>
    networks: Record<string, { internal?: boolean }>
  }
  const compose = parse(readRepoFile('deploy/compose.yaml'), { merge: true }) as Compose
  const { app, ...stores } = compose.services as Record<string, ComposeService> & { app: ComposeService }

  test.each(Object.entries(compose.services))('%s is careful', (name, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    })
    expect(service.restart).toBe('unless-stopped')
    expect(service.mem_limit).toMatch(/^\d+[mg]$/)
    expect(service.healthcheck.test.length).toBeGreaterThan(1)
    expect(
      service.volumes
        .map((each) => each.split(':')[0] as string)
        .filter((each) => !(each in compose.volumes)),
    ).toEqual([])
    expect(service.secrets.filter((each) => !(each in compose.secrets))).toEqual([])
    expect(service.networks.filter((each) => !(each in compose.networks))).toEqual([])
    if (name !== 'app') expect(service.user).toMatch(/^(?!root$)\w+$/)
    if (name !== 'app') expect(service.image).toMatch(/^\w+:\d/)
    for (const [key, value] of Object.entries(service.environment ?? {})) {
      if (/PASSWORD|SECRET|_URL|_URI|API_KEY/.test(key))
        expect(`${key}=${value}`).toMatch(/^\w+_FILE=\/run\/secrets\/\w+$/)
      if (value.startsWith('/run/secrets/')) expect(service.secrets).toContain(value.split('/').at(-1))
    }
  })

  test('the program has memory for all files at once, and for a training at the first start', () => {
    expect(mebibytes(app.mem_limit)).toBeGreaterThanOrEqual(servingMib(app.environment ?? {}))
    expect(mebibytes(app.mem_limit)).toBeGreaterThanOrEqual(memoryLimitOf('deploy/kubernetes/train.yaml'))
  })

  test('only the program is reached from outside, and the stores reach nothing', () => {
    expect(
      Object.entries(stores).filter(
        ([, { ports, networks }]) => ports !== undefined || networks.join() !== 'stores',
      ),
    ).toEqual([])
    expect(app.ports).toEqual([`127.0.0.1:8000:${settingsTable.PORT.default}`])
    expect(compose.networks['stores']?.internal).toBe(true)
    expect(Object.keys(app.depends_on ?? {})).toEqual(Object.keys(stores))
    expect(Object.values(app.depends_on ?? {}).map(({ condition }) => condition)).toEqual(
      Object.keys(stores).map(() => 'service_healthy'),
    )
  })

  test("gives settings that are the program's, and asks for the health that there is", () => {
    const wrong = Object.entries(app.environment ?? {}).map(([name, value]) => wrongSetting(name, value))
    expect(wrong.filter((each) => each !== null)).toEqual([])
    expect(Object.keys(openApi.paths)).toContain(
      /127\.0\.0\.1:8000([\w/]+)/.exec(app.healthcheck.test.join(' '))?.[1],
    )
  })

  test('has its secrets made by make-secrets, once, in a folder that is closed', () => {
    const folder = tempFolder()
    cpSync(join(repoRoot, 'deploy/make-secrets'), join(folder, 'make-secrets'))
    const make = (): string => execFileSync(join(folder, 'make-secrets'), { encoding: 'utf8' })
    expect(make()).not.toContain(readFileSync(join(folder, 'secrets/api_key'), 'utf8').trim())
    const names = readdirSync(join(folder, 'secrets'))
    expect(names).toEqual(Object.keys(compose.secrets).toSorted())
    expect(Object.entries(compose.secrets).filter(([name, { file }]) => file !== `secrets/${name}`)).toEqual(
      [],
    )
    const read = () =>
      Object.fromEntries(
        names.map((name) => [name, readFileSync(join(folder, 'secrets', name), 'utf8').trim()]),
      )
    const made = read()
    make()
    expect(read()).toEqual(made)
    expect(statSync(join(folder, 'secrets')).mode & 0o777).toBe(0o700)
    expect(made['secret_key']).toMatch(/^[0-9a-f]{64}$/)
    expect(new Set(Object.values(made)).size).toBe(names.length)
    for (const [url, password] of [
      ['database_url', 'postgres_password'],
      ['redis_url', 'redis_password'],
      ['mongo_uri', 'mongo_password'],
    ] as const) {
      const { hostname, password: inUrl } = new URL(made[url] as string)
      expect([hostname, inUrl]).toEqual([password.split('_')[0], made[password]])
    }
    expect(readRepoFile('.gitignore')).toContain('deploy/secrets/')
    expect(readRepoFile('.dockerignore')).toContain('deploy/secrets')
  })
})

describe('kubernetes', () => {
  interface Probe {
    httpGet: { path: string; port: string }
  }
  interface Container {
    name: string
    image: string
    command: string[]
    ports?: { name: string; containerPort: number }[]
    env: { name: string; value: string }[]
    securityContext: unknown
    resources: { requests: Record<string, string>; limits: Record<string, string> }
    volumeMounts: { name: string; mountPath: string }[]
    startupProbe: Probe
    livenessProbe: Probe
    readinessProbe: Probe
  }
  interface PodSpec {
    securityContext: unknown
    automountServiceAccountToken: boolean
    containers: Container[]
    volumes: {
      name: string
      secret?: { secretName: string; defaultMode: number; items?: { key: string; path: string }[] }
    }[]
  }
  interface Template {
    metadata: { labels: Record<string, string> }
    spec: PodSpec
  }
  interface Manifest {
    kind: string
    metadata: { name: string; labels?: Record<string, string> }
    spec: Record<string, unknown>
  }
  const folder = 'deploy/kubernetes'
  const { resources, namespace } = parse(readRepoFile(`${folder}/kustomization.yaml`)) as {
    resources: string[]
    namespace: string
  }
  // `0440` is octal to Kubernetes, as in YAML 1.1.
  const manifests = resources.flatMap((file) => {
    return parseAllDocuments(readRepoFile(`${folder}/${file}`), { version: '1.1' }).map(
      (each) => each.toJS() as Manifest,
    )
  })
  const named = (kind: string, name: string): Record<string, unknown> => {
    const found = manifests.find((each) => each.kind === kind && each.metadata.name === name)
    if (found === undefined) throw new Error(`there is no ${kind} ${name}`)
    return found.spec
  }
  const stateful = named('StatefulSet', 'magic-steps') as {
    replicas: number
    serviceName: string
    selector: { matchLabels: Record<string, string> }
    template: Template
    volumeClaimTemplates: { metadata: { name: string } }[]
    persistentVolumeClaimRetentionPolicy: Record<string, string>
  }
  const job = named('CronJob', 'magic-steps-train') as {
    suspend: boolean
    jobTemplate: { spec: { template: Template } }
  }
  const [app] = stateful.template.spec.containers as [Container]

  test('lists all its files, each in the namespace', () => {
    const files = repoFiles().filter((file) => file.startsWith(`${folder}/`) && file.endsWith('.yaml'))
    expect(files.map((file) => file.slice(folder.length + 1))).toEqual(
      [...resources, 'kustomization.yaml'].toSorted(),
    )
    expect(manifests.find(({ kind }) => kind === 'Namespace')?.metadata.name).toBe(namespace)
  })

  test.each([
    ['the replicas', stateful.template.spec],
    ['the training', job.jobTemplate.spec.template.spec],
  ] as const)('%s have no rights', (_, pod) => {
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
    })
    expect(pod.automountServiceAccountToken).toBe(false)
    for (const container of pod.containers) {
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      })
      expect(Object.keys(container.resources.requests)).toEqual(['cpu', 'memory'])
      expect(container.resources.limits['memory']).toMatch(/^\d+[MG]i$/)
      expect(container.image).toMatch(/:\d+\.\d+\.\d+$/)
      expect(
        container.env.map(({ name, value }) => wrongSetting(name, value)).filter((each) => each !== null),
      ).toEqual([])
      const mounts = container.volumeMounts.map(({ mountPath }) => mountPath)
      expect(mounts).toEqual(expect.arrayContaining(['/data', '/tmp']))
      for (const { value } of container.env.filter(({ name }) => name.endsWith('_FILE'))) {
        expect(mounts).toContain(value.slice(0, value.lastIndexOf('/')))
      }
      const [, , command = ''] = container.command
      expect(repoFiles()).toContain(`src/cli/commands/${command}.ts`)
    }
    expect(pod.volumes.find(({ secret }) => secret !== undefined)?.secret).toMatchObject({
      defaultMode: 0o440,
    })
  })

  test('asks for the health that there is, on the port that there is', () => {
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'] as const) {
      expect(Object.keys(openApi.paths)).toContain(app[probe].httpGet.path)
      expect(app.ports?.map(({ name }) => name)).toContain(app[probe].httpGet.port)
    }
    expect(app.livenessProbe.httpGet.path).not.toBe(app.readinessProbe.httpGet.path)
    expect(String(app.ports?.[0]?.containerPort)).toBe(app.env.find(({ name }) => name === 'PORT')?.value)
  })

  test('a replica has memory for all files at once', () => {
    const environment = Object.fromEntries(app.env.map(({ name, value }) => [name, value]))
    expect(mebibytes(app.resources.limits['memory'] ?? '')).toBeGreaterThanOrEqual(servingMib(environment))
  })

  test('has two replicas, each with a volume that stays', () => {
    expect(stateful.replicas).toBeGreaterThanOrEqual(2)
    expect(stateful.volumeClaimTemplates.map(({ metadata }) => metadata.name)).toEqual(['data'])
    expect(stateful.persistentVolumeClaimRetentionPolicy).toEqual({
      whenDeleted: 'Retain',
      whenScaled: 'Retain',
    })
  })

  test('everything that selects the replicas finds them, and not the training', () => {
    const labels = Object.entries(stateful.template.metadata.labels).map(String)
    const ofJob = Object.entries(job.jobTemplate.spec.template.metadata.labels).map(String)
    const finds = (selector: Record<string, string>, among: string[]): boolean =>
      Object.entries(selector).every((each) => among.includes(String(each)))
    const service = named('Service', 'magic-steps') as {
      selector: Record<string, string>
      ports: { targetPort: string }[]
    }
    const budget = named('PodDisruptionBudget', 'magic-steps') as {
      maxUnavailable: number
      selector: { matchLabels: Record<string, string> }
    }
    const callers = named('NetworkPolicy', 'callers') as {
      podSelector: { matchLabels: Record<string, string> }
    }
    const outwards = named('NetworkPolicy', 'stores') as {
      podSelector: { matchLabels: Record<string, string> }
      egress: { ports: { port: number }[] }[]
    }
    for (const selector of [
      stateful.selector.matchLabels,
      service.selector,
      budget.selector.matchLabels,
      callers.podSelector.matchLabels,
    ]) {
      expect([finds(selector, labels), finds(selector, ofJob)]).toEqual([true, false])
    }
    expect([
      finds(outwards.podSelector.matchLabels, labels),
      finds(outwards.podSelector.matchLabels, ofJob),
    ]).toEqual([true, true])
    expect(outwards.egress.flatMap(({ ports }) => ports.map(({ port }) => port))).toEqual([
      53, 53, 5432, 6379, 27_017,
    ])
    expect(budget.maxUnavailable).toBeLessThan(stateful.replicas)
    expect(service.ports[0]?.targetPort).toBe(app.ports?.[0]?.name)
    expect(named('Service', stateful.serviceName)).toMatchObject({ clusterIP: 'None' })
    expect(named('NetworkPolicy', 'nothing-else')).toMatchObject({
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
    })
    expect(job.suspend).toBe(true)
  })

  test('the training fills the stores that the replicas read, and is given no other secret', () => {
    const { containers, volumes } = job.jobTemplate.spec.template.spec
    const stores = app.env.filter(({ name }) => ['DATABASE_URL_FILE', 'REDIS_URL_FILE'].includes(name))
    expect(stores).toHaveLength(2)
    expect(containers[0]?.env).toEqual(stores)
    const given = volumes.flatMap(({ secret }) => secret?.items ?? []).map(({ path }) => path)
    expect(given).toEqual(stores.map(({ value }) => value.split('/').at(-1)))
  })

  test('the secret of its README has every key that is mounted', () => {
    const keys = [...readRepoFile(`${folder}/README.md`).matchAll(/--from-literal=([\w-]+)=/g)].map(
      ([, key = '']) => key,
    )
    const mounted = [...app.env, ...(job.jobTemplate.spec.template.spec.containers[0]?.env ?? [])].filter(
      ({ name }) => name.endsWith('_FILE'),
    )
    expect([...new Set(mounted.map(({ value }) => value.split('/').at(-1)))].toSorted()).toEqual(
      keys.toSorted(),
    )
  })
})

test('where the real servers are, nobody makes himself an account', () => {
  expect(readRepoFile('deploy/compose.yaml')).toMatch(/^ {6}REGISTRATION: invite /m)
  expect(readRepoFile('deploy/kubernetes/stateful-set.yaml')).toContain(
    '{ name: REGISTRATION, value: invite }',
  )
})

test('scripts are programs that bash reads', () => {
  const scripts = [
    '.ci/run',
    ...repoFiles().filter((file) => /^deploy\/(try-[\w-]+|make-secrets|podman\.sh)$/.test(file)),
  ]
  expect(scripts.length).toBeGreaterThan(4)
  for (const script of scripts) {
    execFileSync('bash', ['-n', script], { cwd: repoRoot })
    if (!script.endsWith('.sh')) expect(statSync(join(repoRoot, script)).mode & 0o111, script).toBe(0o111)
  }
})
