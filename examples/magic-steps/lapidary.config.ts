import { defineProject, gridSearch, multilayerPerceptron } from 'lapidary'
import { columns } from './columns.ts'
import { derived } from './derived.ts'
import { featureViews } from './feature-views.ts'
import { generate } from './generator/generate.ts'
import { routes } from './routes.ts'

export default defineProject({
  name: 'magic-steps',
  title: { en: 'Magic Steps', 'pt-BR': 'Passos Mágicos' },
  description: {
    en: 'Whether a student of the programme reaches the turning point.',
    'pt-BR': 'Se um estudante do programa atinge o ponto de virada.',
  },
  model: 'MagicStepsNet',
  requestSchema: 'StudentFeatures',
  columns,
  entity: 'student_id',
  target: 'atingiu_pv',
  derived,
  // Copies of the rarer class are drawn inside each fit only: no held-out row has a copy among the
  // training rows.
  learner: gridSearch(multilayerPerceptron, {
    hiddenLayers: [[64], [128], [128, 64], [256, 128], [256, 128, 64]],
    dropout: [0.1, 0.2, 0.3, 0.4],
    learningRate: [1e-2, 5e-3, 1e-3, 5e-4],
    batchSize: [16, 32, 64],
    oversample: [true],
  }),
  data: {
    // The workbook of the NGO, or any table with its headings.
    files: ['data/raw/BASE DE DADOS PEDE 2024 - DATATHON.xlsx', 'data/raw/*.xlsx', 'data/raw/*.csv'],
    sheet: 'PEDE2022',
    generate,
    generateRows: 860,
  },
  slices: ['genero', 'fase', 'pedra_modal'],
  policy: { positive: 'Sim', threshold: 0.5 },
  evaluation: { folds: 5, repeats: 3 },
  accounts: { registration: 'open', role: 'operator' },
  entityField: { name: 'student_id', label: { en: 'Student', 'pt-BR': 'Estudante' } },
  featureViews,
  routes,
  card: {
    intendedUse: {
      en:
        'To help the team of the school see which students are close to the turning point and which are not, and talk about them. ' +
        'A person who knows the student decides.',
      'pt-BR':
        'Ajudar a equipe da escola a ver quais estudantes estão perto do ponto de virada e quais não estão, e a conversar sobre eles. ' +
        'Quem decide é uma pessoa que conhece o estudante.',
    },
    limits: {
      en:
        'It learned from one year of one programme: 860 students aged 7 to 21. So few rows make every number uncertain: read the intervals. ' +
        'The students are minors: never use an answer to take something away from one, and never publish one. ' +
        'IPV is an opinion of the same teachers who later say who reached the turning point; much of what the model knows comes from there.',
      'pt-BR':
        'O modelo aprendeu com um ano de um único programa: 860 estudantes de 7 a 21 anos. Com tão poucas linhas, todo número é incerto: leia os intervalos. ' +
        'São menores de idade: nunca use uma resposta para tirar algo de um deles, nem a publique. ' +
        'O IPV é a opinião dos mesmos professores que depois dizem quem atingiu o ponto de virada; boa parte do que o modelo sabe vem daí.',
    },
  },
})
