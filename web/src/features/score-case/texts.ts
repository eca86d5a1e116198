import type { TextTable } from '../../lib/i18n/texts.ts'

export const scoreCaseTexts = {
  lead: {
    en: 'Enter what you know. Empty fields are treated as unknown.',
    'pt-BR': 'Preencha o que você sabe. Campos em branco são tratados como não informados.',
  },
  example: { en: 'Load an example', 'pt-BR': 'Carregar um exemplo' },
  clear: { en: 'Clear', 'pt-BR': 'Limpar' },
  typicalNote: {
    en: 'The form starts with typical values, in italics. Replace them with the values of this case, and clear what you do not know.',
    'pt-BR':
      'O formulário começa com valores típicos, em itálico. Troque-os pelos valores deste caso e apague o que você não souber.',
  },
  typicalCount: {
    en: 'Fields that still have typical values: {count} of {of}',
    'pt-BR': 'Campos que ainda têm valores típicos: {count} de {of}',
  },
  invalid: { en: 'Fields to correct: {count}', 'pt-BR': 'Campos a corrigir: {count}' },
  submit: { en: 'Score', 'pt-BR': 'Prever' },
  scoring: { en: 'Scoring…', 'pt-BR': 'Prevendo…' },
  fromStore: { en: 'From the feature store', 'pt-BR': 'Do repositório' },
  entityHint: {
    en: 'Optional. Stored with the prediction.',
    'pt-BR': 'Opcional. Fica registrado com a previsão.',
  },
  entityAll: {
    en: 'With an ID, you can leave empty the fields that the feature store has.',
    'pt-BR':
      'Com o identificador, você pode deixar em branco os campos que existem no repositório de variáveis.',
  },
  unknown: {
    en: 'The feature store has no values for “{entity}”. Check the ID, or fill in the fields below.',
    'pt-BR':
      'O repositório de variáveis não tem valores de “{entity}”. Confira o identificador ou preencha os campos abaixo.',
  },
  allRequired: { en: 'All fields are required.', 'pt-BR': 'Todos os campos são obrigatórios.' },
  storedRest: {
    en: 'Fields that you leave empty are read from the feature store.',
    'pt-BR': 'Os campos que você deixar em branco são lidos do repositório de variáveis.',
  },
  entityStored: {
    en: 'With an ID, you can leave these fields empty, because the feature store has them: {fields}.',
    'pt-BR':
      'Com o identificador, você pode deixar em branco os campos que existem no repositório de variáveis: {fields}.',
  },
} as const satisfies TextTable

export const resultTexts = {
  waiting: { en: 'The prediction appears here', 'pt-BR': 'A previsão aparece aqui' },
  waitingHelp: {
    en: 'The class, its probability, and the main reasons for and against it.',
    'pt-BR': 'A classe, a probabilidade e os principais motivos a favor e contra.',
  },
  changed: {
    en: 'The form has changed since this prediction.',
    'pt-BR': 'O formulário mudou depois desta previsão.',
  },
  probabilities: { en: 'Probability of each class', 'pt-BR': 'Probabilidade de cada classe' },
  why: { en: 'Main reasons', 'pt-BR': 'Principais motivos' },
  raises: {
    en: '{field}: {value}, which raises the probability of “{class}”',
    'pt-BR': '{field}: {value}, o que aumenta a probabilidade de “{class}”',
  },
  lowers: {
    en: '{field}: {value}, which lowers the probability of “{class}”',
    'pt-BR': '{field}: {value}, o que reduz a probabilidade de “{class}”',
  },
  notKnown: { en: 'unknown', 'pt-BR': 'não informado' },
  fewFacts: {
    en: 'Few fields are filled in: {known} of {of}',
    'pt-BR': 'Poucos campos preenchidos: {known} de {of}',
  },
  guess: {
    en: 'With so little information, the model falls back on the most common class of the training data, “{class}”. Enter more values before you rely on it.',
    'pt-BR':
      'Com tão pouca informação, o modelo recorre à classe mais comum nos dados de treinamento: “{class}”. Preencha mais campos antes de confiar na previsão.',
  },
  typical: {
    en: 'Typical values that nobody changed: {count}. They are treated as real values.',
    'pt-BR': 'Valores típicos que ninguém alterou: {count}. Eles são tratados como valores reais.',
  },
  id: { en: 'Prediction', 'pt-BR': 'Previsão' },
  threshold: {
    en: 'Threshold for “{class}”: {threshold}. Probability here: {probability}.',
    'pt-BR': 'Limiar de “{class}”: {threshold}. Probabilidade neste caso: {probability}.',
  },
  stored: { en: 'Values from the feature store', 'pt-BR': 'Valores do repositório de variáveis' },
  storedFrom: { en: '{view}, {age} old', 'pt-BR': '{view}, de {age} atrás' },
  storedUnusable: {
    en: 'not used: the field does not allow this value',
    'pt-BR': 'não usado: o campo não permite esse valor',
  },
  storedOld: { en: 'Outdated', 'pt-BR': 'Desatualizado' },
  storedOldHelp: {
    en: 'These values are more than a year old. If you have newer ones, enter them: they take precedence.',
    'pt-BR':
      'Estes valores têm mais de um ano. Se você tiver valores mais recentes, preencha-os: eles têm prioridade.',
  },
} as const satisfies TextTable

export const listTexts = {
  pick: { en: 'Choose a value for {field}', 'pt-BR': 'Escolher um valor de {field}' },
  add: { en: 'Add', 'pt-BR': 'Adicionar' },
  remove: { en: 'Remove {item}', 'pt-BR': 'Remover {item}' },
  none: { en: 'None', 'pt-BR': 'Nenhum' },
} as const satisfies TextTable
