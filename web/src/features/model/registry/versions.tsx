import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Badge, HonestyBadges } from '../../../components/badge.tsx'
import { Button } from '../../../components/form/button.tsx'
import { TableFrame } from '../../../components/data/table-frame.tsx'
import { StatusMessage } from '../../../components/status-message.tsx'
import { type MetricName, type VersionInfo, scopes as scopeTexts } from 'lapidary/client'
import { useMessage } from '../../../lib/i18n/use-message.ts'
import { useTexts } from '../../../lib/i18n/use-texts.tsx'
import { metricLabel, metricText } from '../../../lib/runs/metrics.ts'
import { useMay } from '../../../lib/queries.ts'
import { useAliasName } from '../use-alias-name.ts'
import { commonTexts, learnerTexts } from '../../../texts/common.ts'
import { PromoteDialog, RollBackDialog } from './registry-dialogs.tsx'
import { registryTexts, modelTexts } from '../texts.ts'

const shownMetrics: readonly MetricName[] = [
  'accuracy',
  'balanced_accuracy',
  'average_precision',
  'log_loss',
  'macro_auc',
]

/** All versions, newest first; who may operate can change which one answers. */
export function VersionsView({ versions }: { readonly versions: readonly VersionInfo[] }) {
  const { t } = useTexts()
  const mayOperate = useMay('operate')
  const [promoting, setPromoting] = useState<VersionInfo | null>(null)
  const [rollingBack, setRollingBack] = useState(false)
  const [done, setDone] = useMessage()
  const champion = versions.find(({ aliases }) => aliases.includes('champion'))
  const mayRollBack = mayOperate && champion !== undefined && versions.length > 1
  return (
    <section className="stack" aria-labelledby="versions-title">
      <div className="row spread">
        <h2 id="versions-title">{t(modelTexts.view.versions)}</h2>
        {mayRollBack && <Button onClick={() => setRollingBack(true)}>{t(registryTexts.rollBack)}</Button>}
      </div>
      <RegistryHelp mayOperate={mayOperate} />
      <StatusMessage>{done}</StatusMessage>
      <TableFrame label={t(modelTexts.view.versions)}>
        <VersionsHeader mayOperate={mayOperate} />
        <tbody>
          {versions.map((version) => (
            <VersionRow
              key={version.version}
              version={version}
              onPromote={mayOperate ? () => setPromoting(version) : null}
            />
          ))}
        </tbody>
      </TableFrame>
      {promoting !== null && (
        <PromoteDialog
          version={promoting}
          champion={champion}
          onDone={(version) => setDone((now) => now.t(registryTexts.promoted, { version }))}
          onClose={() => setPromoting(null)}
        />
      )}
      {rollingBack && champion !== undefined && (
        <RollBackDialog
          champion={champion}
          onDone={(version) => setDone((now) => now.t(registryTexts.rolledBack, { version }))}
          onClose={() => setRollingBack(false)}
        />
      )}
    </section>
  )
}

function RegistryHelp({ mayOperate }: { readonly mayOperate: boolean }) {
  const { t } = useTexts()
  const help = mayOperate
    ? t(registryTexts.help)
    : t(registryTexts.readOnly, { scope: t(scopeTexts.operate.title) })
  return <p className="soft measure">{help}</p>
}

function VersionsHeader({ mayOperate }: { readonly mayOperate: boolean }) {
  const texts = useTexts()
  const { t } = texts
  return (
    <thead>
      <tr>
        <th scope="col">{t(commonTexts.versionLabel)}</th>
        <th scope="col">{t(modelTexts.created)}</th>
        <th scope="col">{t(modelTexts.learner)}</th>
        <th scope="col" className="num">
          {t(commonTexts.rows)}
        </th>
        {shownMetrics.map((name) => (
          <th key={name} scope="col" className="num">
            {metricLabel(name, texts)}
          </th>
        ))}
        {mayOperate && <th scope="col">{t(registryTexts.action)}</th>}
      </tr>
    </thead>
  )
}

interface VersionRowProps {
  readonly version: VersionInfo
  /** null for who may not. */
  readonly onPromote: (() => void) | null
}

function VersionRow({ version, onPromote }: VersionRowProps) {
  const texts = useTexts()
  const { t, lookUp, dateTime, number } = texts
  const aliasName = useAliasName()
  return (
    <tr>
      <th scope="row">
        <span className="row tight">
          <Link to="/model" search={{ version: version.version }}>
            {t(modelTexts.versionNumber, { version: version.version })}
          </Link>
          {version.aliases.map((alias) => (
            <Badge key={alias} tone="accent">
              {aliasName(alias)}
            </Badge>
          ))}
          <HonestyBadges version={version} />
        </span>
      </th>
      <td className="nowrap">{dateTime(version.created_at)}</td>
      <td>{lookUp(learnerTexts, version.learner)}</td>
      <td className="num">{number(version.rows)}</td>
      {shownMetrics.map((name) => (
        <td key={name} className="num">
          {metricText(name, version.metrics, 3, texts)}
        </td>
      ))}
      {onPromote !== null && (
        <td>
          {!version.aliases.includes('champion') && (
            <Button
              onClick={onPromote}
              aria-label={t(registryTexts.promoteVersion, { version: version.version })}
            >
              {t(registryTexts.promote)}
            </Button>
          )}
        </td>
      )}
    </tr>
  )
}
