import { getColumnLabel } from '../../../data/labels.ts'
import { identifierColumns } from '../../../project/define-project.ts'
import type { PlatformServices } from '../../platform-services.ts'
import type { Routes } from '../../route-context.ts'
import { toVersionInfos } from '../models/version-info.ts'
import { categoriesOf, requestFields } from '../predict/request-schema.ts'
import { type ProjectInfo, projectInfo } from './schema.ts'

type ProjectServices = 'project' | 'scorer' | 'registry' | 'tracking'

/** Describes the project, for pages that draw themselves from it. */
export const projectRoutes: Routes<ProjectServices> = (app, { services }) => {
  app.get(
    '/v1/project',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['Project'],
        operationId: 'getProject',
        summary: 'The project: its fields, its target and its champion',
        response: { 200: projectInfo },
      },
    },
    () => toProjectInfo(services),
  )
}

async function toProjectInfo(services: Pick<PlatformServices, ProjectServices>): Promise<ProjectInfo> {
  const { project, scorer } = services
  const target = project.columns[project.target]
  const champion = scorer.served
  return {
    name: project.name,
    title: project.title,
    ...(project.description !== undefined && { description: project.description }),
    model: project.model,
    target: {
      name: project.target,
      label: getColumnLabel(target, project.target),
      classes: target === undefined ? [] : categoriesOf(target),
    },
    fields: requestFields(project),
    identifiers: identifierColumns(project),
    entity_field: project.entityField ?? null,
    positive: project.policy?.positive ?? null,
    champion: champion === null ? null : await championInfo(services, champion),
  }
}

async function championInfo(
  services: Pick<PlatformServices, ProjectServices>,
  { model, version }: NonNullable<PlatformServices['scorer']['served']>,
): Promise<ProjectInfo['champion']> {
  const { registry } = services
  const [info] = await toVersionInfos(
    [await registry.getVersion(model, version)],
    await registry.getModel(model),
    services,
  )
  return info ?? null
}
