import type { TextTable } from '../../lib/i18n/texts.ts'

export const predictionsTexts = {
  lead: {
    en: 'Every prediction, with its inputs and the model that made it, newest first. Columns marked as personal are not stored; IDs and other inputs are.',
    'pt-BR':
      'Todas as previsões, com os dados de entrada e o modelo que as fez, das mais recentes às mais antigas. Colunas marcadas como pessoais não são guardadas; identificadores e demais dados de entrada são.',
  },
  none: {
    en: 'No predictions found. Change the filters, or score a case first.',
    'pt-BR': 'Nenhuma previsão encontrada. Mude os filtros ou faça uma previsão primeiro.',
  },
  filters: { en: 'Filters', 'pt-BR': 'Filtros' },
  filter: { en: 'Filter', 'pt-BR': 'Filtrar' },
  clear: { en: 'Clear filters', 'pt-BR': 'Limpar filtros' },
  any: { en: 'All', 'pt-BR': 'Todas' },
  prediction: { en: 'Prediction', 'pt-BR': 'Previsão' },
  probability: { en: 'Probability', 'pt-BR': 'Probabilidade' },
  caller: { en: 'User or API key', 'pt-BR': 'Usuário ou chave de API' },
  from: { en: 'From', 'pt-BR': 'De' },
  to: { en: 'To', 'pt-BR': 'Até' },
  inputs: { en: 'Inputs', 'pt-BR': 'Dados de entrada' },
  pages: { en: 'Pages of the prediction log', 'pt-BR': 'Páginas do registro de previsões' },
  newest: { en: 'Newest', 'pt-BR': 'Mais recentes' },
  older: { en: 'Older', 'pt-BR': 'Mais antigas' },
  entity: { en: 'Entity', 'pt-BR': 'Entidade' },
  export: { en: 'Export', 'pt-BR': 'Exportar' },
  exportCsv: { en: 'CSV', 'pt-BR': 'CSV' },
  exportJsonl: { en: 'JSON Lines', 'pt-BR': 'JSON Lines' },
  threshold: { en: 'threshold {threshold}', 'pt-BR': 'limiar {threshold}' },
  outcome: { en: 'Outcome', 'pt-BR': 'Desfecho' },
  incomplete: {
    en: 'The database of the prediction log cannot be reached. Only the predictions stored on this server are shown.',
    'pt-BR':
      'O banco de dados do registro de previsões está fora do ar. Só aparecem as previsões guardadas neste servidor.',
  },
} as const satisfies TextTable

export const outcomeTexts = {
  record: { en: 'Record', 'pt-BR': 'Registrar' },
  recordFor: {
    en: 'Record the outcome of prediction {id}',
    'pt-BR': 'Registrar o desfecho da previsão {id}',
  },
  title: { en: 'Record the outcome', 'pt-BR': 'Registrar o desfecho' },
  help: {
    en: 'What actually happened. It is stored with the prediction, which does not change. A later entry replaces an earlier one.',
    'pt-BR':
      'O que de fato aconteceu. Fica guardado com a previsão, que não muda. Um registro posterior substitui o anterior.',
  },
  class: { en: 'Outcome', 'pt-BR': 'Desfecho' },
  observed: { en: 'Observed on', 'pt-BR': 'Observado em' },
  observedHint: { en: 'If empty: now.', 'pt-BR': 'Se ficar em branco: agora.' },
  save: { en: 'Save the outcome', 'pt-BR': 'Salvar o desfecho' },
  kept: { en: 'The outcome “{outcome}” was saved.', 'pt-BR': 'O desfecho “{outcome}” foi salvo.' },
  missing: { en: 'Choose an outcome.', 'pt-BR': 'Escolha um desfecho.' },
} as const satisfies TextTable

export const eraseTexts = {
  open: { en: 'Erase the data of {entity}…', 'pt-BR': 'Excluir os dados de {entity}…' },
  title: { en: 'Erase the data of {entity}', 'pt-BR': 'Excluir os dados de {entity}' },
  help: {
    en: 'All predictions about {entity} ({count}), with their inputs, probabilities and outcomes, and the values in the feature store are erased on this server and in its databases. This cannot be undone.',
    'pt-BR':
      'Todas as previsões sobre {entity} ({count}), com dados de entrada, probabilidades e desfechos, e os valores no repositório de variáveis serão excluídos deste servidor e dos bancos de dados. Não é possível desfazer.',
  },
  audit: {
    en: 'The audit log records who erased the data and when, but not the data.',
    'pt-BR': 'O registro de auditoria guarda quem excluiu os dados e quando, mas não os dados.',
  },
  moreThan: { en: 'more than {count}', 'pt-BR': 'mais de {count}' },
  confirm: { en: 'Type {entity} to confirm', 'pt-BR': 'Digite {entity} para confirmar' },
  mismatch: { en: 'This does not match {entity}.', 'pt-BR': 'Não corresponde a {entity}.' },
  go: { en: 'Erase permanently', 'pt-BR': 'Excluir definitivamente' },
  done: {
    en: 'Data of {entity} erased: {count|prediction|predictions} and {features|row|rows} of features.',
    'pt-BR':
      'Dados de {entity} excluídos: {count|previsão|previsões} e {features|linha|linhas} de variáveis.',
  },
  incomplete: {
    en: 'A database cannot be reached. Its data is erased automatically as soon as it is back.',
    'pt-BR':
      'Um dos bancos de dados está fora do ar. Os dados que estão nele serão excluídos automaticamente assim que ele voltar.',
  },
} as const satisfies TextTable

export const statusTexts = {
  storeAway: { en: '{name}: cannot be reached', 'pt-BR': '{name}: fora do ar' },
  store: {
    'runs, models, access': {
      en: 'Database of runs, models and access',
      'pt-BR': 'Banco de dados de execuções, modelos e acessos',
    },
    'online features': { en: 'Feature store', 'pt-BR': 'Repositório de variáveis' },
    predictions: { en: 'Database of the prediction log', 'pt-BR': 'Banco de dados do registro de previsões' },
  },
  storeAwayHelp: {
    en: 'Requests that depend on it wait or fail with a clear error. Nothing that was stored is lost.',
    'pt-BR':
      'As requisições que dependem dele esperam ou recebem um erro claro. Nada do que foi guardado se perde.',
  },
  spool: {
    en: 'Predictions waiting to be sent to the database: {waiting} ({size})',
    'pt-BR': 'Previsões que aguardam envio ao banco de dados: {waiting} ({size})',
  },
  spoolHelp: {
    en: 'They are stored on the disk of this server, appear in this list, and are sent automatically. The oldest has waited {age}.',
    'pt-BR':
      'Estão guardadas no disco deste servidor, aparecem nesta lista e são enviadas automaticamente. A mais antiga aguarda há {age}.',
  },
} as const satisfies TextTable
