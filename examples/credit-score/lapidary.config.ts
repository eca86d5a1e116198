import { defineProject, randomForest } from 'lapidary'
import { columns } from './columns.ts'
import { derived } from './derived.ts'
import { generate } from './generator/generate.ts'
import { customerHistory, decidedAt, historyColumns } from './history.ts'
import { predictScore } from './routes.ts'

export default defineProject({
  name: 'credit-score',
  title: { en: 'Credit score', 'pt-BR': 'Score de crédito' },
  description: {
    en: 'Which class of credit a client of the bank is in: poor, standard or good.',
    'pt-BR': 'Em que classe de crédito está um cliente do banco: ruim, regular ou bom.',
  },
  model: 'CreditScoreModel',
  requestSchema: 'CreditData',
  columns: { ...columns, ...historyColumns },
  entity: 'Customer_ID',
  time: 'Month',
  target: 'Credit_Score',
  derived,
  // About a quarter of the features in each node, not their square root: 0.2 points more on
  // customers held out. The reference implementation's learner is randomForest({ trees: 100,
  // maxDepth: 10 }).
  learner: randomForest({ mtry: 12 }),
  data: {
    // The course and Kaggle use different names for the same file.
    files: ['data/raw/Credit_Score_Classification_Dataset.csv', 'data/raw/train.csv'],
    generate,
    generateRows: 100_000,
  },
  slices: ['Occupation', 'Credit_Mix', 'Payment_of_Min_Amount'],
  card: {
    intendedUse: {
      en:
        'To help an analyst or a partner of the bank see in which credit class a client is likely to be, with the reasons. ' +
        'A person takes the decision and answers for it.',
      'pt-BR':
        'Ajudar um analista ou parceiro do banco a ver em que classe de crédito um cliente provavelmente está, com os motivos. ' +
        'A decisão, e a responsabilidade por ela, é de uma pessoa.',
    },
    limits: {
      en:
        'About three clients in ten are put into the wrong class: never refuse credit by this answer alone. ' +
        'It learned from eight months of one bank’s clients, aged 14 to 56, with incomes under $180,000 a year; outside of that it guesses. ' +
        'The class “credit mix” is itself an opinion of the bank. Age is an input: check whether the law lets you use it.',
      'pt-BR':
        'Cerca de três em cada dez clientes caem na classe errada: nunca negue crédito só por esta resposta. ' +
        'O modelo aprendeu com oito meses de clientes de um único banco, de 14 a 56 anos e renda anual de até US$ 180 mil; fora disso, as previsões não são confiáveis. ' +
        'A “composição do crédito” já é uma opinião do banco. A idade é um dado de entrada: verifique se a lei permite usá-la.',
    },
  },
  // With the customer's id the prediction also uses their earlier months.
  entityField: { name: 'customer_id', label: { en: 'Customer', 'pt-BR': 'Cliente' } },
  featureViews: [customerHistory],
  decidedAt,
  routes: [predictScore],
})
