import type { TextTable } from '../../lib/i18n/texts.ts'

export const evaluationTexts = {
  none: { en: 'This run has no evaluation.', 'pt-BR': 'Esta execução não tem avaliação.' },
  metrics: { en: 'Metrics', 'pt-BR': 'Métricas' },
  metricsHelp: {
    en: 'Measured on {rows|held-out row|held-out rows} of {entities|entity|entities} that were not used in training, each predicted as a single request. Bars show the 95% interval; the tick marks the better of the two baselines.',
    'pt-BR':
      'Medidas em {rows|linha reservada|linhas reservadas} de {entities|entidade|entidades} que não entraram no treinamento, cada uma prevista como uma requisição individual. As barras mostram o intervalo de 95%; o traço marca a melhor das duas referências.',
  },
  metric: { en: 'Metric', 'pt-BR': 'Métrica' },
  value: { en: 'Value', 'pt-BR': 'Valor' },
  interval: { en: '95% interval', 'pt-BR': 'Intervalo de 95%' },
  majority: { en: 'Baseline: majority class', 'pt-BR': 'Referência: classe majoritária' },
  prior: { en: 'Baseline: class shares', 'pt-BR': 'Referência: proporções das classes' },
  lower: { en: 'Lower is better.', 'pt-BR': 'Menor é melhor.' },
  higher: { en: 'Higher is better.', 'pt-BR': 'Maior é melhor.' },
  confusion: { en: 'Confusion matrix', 'pt-BR': 'Matriz de confusão' },
  confusionHelp: {
    en: 'Each line is a true class, and shows how its rows were classified: in percent of the line and in rows.',
    'pt-BR':
      'Cada linha é uma classe verdadeira e mostra como seus casos foram classificados: em porcentagem da linha e em casos.',
  },
  truth: { en: 'Actual class', 'pt-BR': 'Classe real' },
  predicted: { en: 'Predicted', 'pt-BR': 'Prevista' },
  byClass: { en: 'By class', 'pt-BR': 'Por classe' },
  byClassHelp: {
    en: 'Precision: the share of predictions of a class that are correct. Recall: the share of a class that is detected.',
    'pt-BR':
      'Precisão: a proporção de previsões corretas de uma classe. Sensibilidade: a proporção de uma classe que é detectada.',
  },
  warning: { en: 'Before you read the metrics', 'pt-BR': 'Antes de ler as métricas' },
  curves: { en: 'Curves', 'pt-BR': 'Curvas' },
  calibration: { en: 'Calibration', 'pt-BR': 'Calibração' },
  predictedShare: { en: 'Predicted probability', 'pt-BR': 'Probabilidade prevista' },
  observedShare: { en: 'Observed share', 'pt-BR': 'Proporção observada' },
  perfect: { en: 'Perfect calibration', 'pt-BR': 'Calibração perfeita' },
  roc: { en: 'ROC, one class against the others', 'pt-BR': 'ROC, cada classe contra as demais' },
  falsePositives: { en: 'False positive rate', 'pt-BR': 'Taxa de falsos positivos' },
  truePositives: { en: 'True positive rate', 'pt-BR': 'Taxa de verdadeiros positivos' },
  chance: { en: 'Random', 'pt-BR': 'Aleatório' },
  precisionRecall: { en: 'Precision and recall', 'pt-BR': 'Precisão e sensibilidade' },
  importance: { en: 'Feature importance', 'pt-BR': 'Importância das variáveis' },
  importanceHelp: {
    en: 'The increase of the log-loss on held-out rows when the column is shuffled, with its interval. Pale bars are not significantly different from zero.',
    'pt-BR':
      'O aumento do log-loss nas linhas reservadas quando a coluna é embaralhada, com seu intervalo. Barras claras não diferem significativamente de zero.',
  },
  leakChecks: { en: 'Data leakage checks', 'pt-BR': 'Verificações de vazamento de dados' },
  leakChecksHelp: {
    en: 'Checks for causes that make the metrics above look better than they are. They run in every training.',
    'pt-BR':
      'Verificações de causas que fazem as métricas acima parecerem melhores do que são. São feitas em todo treinamento.',
  },
  passed: { en: 'Passed', 'pt-BR': 'Aprovada' },
  failed: { en: 'Failed', 'pt-BR': 'Reprovada' },
  metricsHelpRepeated: {
    en: 'Cross-validation of {rows|row|rows} of {entities|entity|entities}: {repeats|repeat|repeats} of {folds} folds. Each row was predicted by models that were not trained on it. Values are means over the repeats; tables and curves show the first repeat. The 95% interval comes from resampling entities; it does not include the variation between training sets.',
    'pt-BR':
      'Validação cruzada de {rows|linha|linhas} de {entities|entidade|entidades}: {repeats|repetição|repetições} com {folds} partes. Cada linha foi prevista por modelos que não foram treinados com ela. Os valores são médias das repetições; as tabelas e curvas são da primeira. O intervalo de 95% vem da reamostragem das entidades e não inclui a variação entre conjuntos de treinamento.',
  },
} as const satisfies TextTable

export const splitTexts = {
  title: { en: 'How the data was split', 'pt-BR': 'Como os dados foram divididos' },
  by: {
    entity: {
      en: 'By {entity}: all rows of the same {entity} are on the same side.',
      'pt-BR': 'Por {entity}: todas as linhas com o mesmo valor ficam do mesmo lado.',
    },
    rows: {
      en: 'By row: rows of the same {entity} are on both sides, so every metric here is too optimistic.',
      'pt-BR':
        'Por linha: linhas com o mesmo valor de {entity} ficam dos dois lados, por isso todas as métricas aqui são otimistas demais.',
    },
    time: {
      en: 'By {time}: rows from {from} onwards are held out; the model is trained on earlier rows only.',
      'pt-BR':
        'Por {time}: as linhas a partir de {from} foram reservadas; o treinamento usa só linhas anteriores.',
    },
    'entity-time': {
      en: 'By {entity} and {time}: for one fifth of the entities, rows from {from} onwards are held out; the model is trained on earlier rows of the other entities.',
      'pt-BR':
        'Por {entity} e {time}: de um quinto das entidades, foram reservadas as linhas a partir de {from}; o treinamento usa linhas anteriores das demais entidades.',
    },
  },
  content: {
    en: 'By row content, with the same class shares on both sides. Identical rows are on the same side.',
    'pt-BR':
      'Pelo conteúdo das linhas, com as mesmas proporções de classes dos dois lados. Linhas idênticas ficam do mesmo lado.',
  },
  leftOut: { en: 'Not used: {parts}.', 'pt-BR': 'Não usadas: {parts}.' },
  leftOutRows: {
    gap: {
      en: '{rows|row|rows} in the gap between the sides',
      'pt-BR': '{rows|linha|linhas} no intervalo entre os dois lados',
    },
    missing: { en: '{rows|row|rows} without a date', 'pt-BR': '{rows|linha|linhas} sem data' },
    other_entities: {
      en: '{rows|row|rows} of entities on the other side',
      'pt-BR': '{rows|linha|linhas} de entidades do outro lado',
    },
  },
  copies: {
    en: '{copies|row|rows} with the same values as others except for the target; they are kept on the same side.',
    'pt-BR': '{copies|linha|linhas} com os mesmos valores de outras, exceto o alvo; ficam do mesmo lado.',
  },
  shares: { en: 'Class shares', 'pt-BR': 'Proporções das classes' },
  train: { en: 'Training ({rows|row|rows})', 'pt-BR': 'Treinamento ({rows|linha|linhas})' },
  heldOut: { en: 'Held out ({rows|row|rows})', 'pt-BR': 'Reservadas ({rows|linha|linhas})' },
} as const satisfies TextTable

export const windowsTexts = {
  title: { en: 'Over time', 'pt-BR': 'Ao longo do tempo' },
  help: {
    en: 'The held-out period in {windows|part|parts}, all predicted by the same model. If values get worse from one part to the next, the model is losing accuracy over time.',
    'pt-BR':
      'O período reservado, em {windows|trecho|trechos}, todos previstos pelo mesmo modelo. Se os valores pioram de um trecho para o outro, o modelo perde qualidade com o tempo.',
  },
  time: { en: 'Period', 'pt-BR': 'Período' },
} as const satisfies TextTable

export const repeatsTexts = {
  title: { en: 'Variation between repeats', 'pt-BR': 'Variação entre repetições' },
  help: {
    en: 'Cross-validation of the training rows: {folds} folds, {repeats} repeats, {rows} rows of {entities} entities. Each row was predicted {repeats} times by models that were not trained on it. The hyperparameters were chosen on the same rows, so these values may be slightly optimistic; the values on held-out rows are not.',
    'pt-BR':
      'Validação cruzada das linhas de treinamento: {folds} partes, {repeats} repetições, {rows} linhas de {entities} entidades. Cada linha foi prevista {repeats} vezes por modelos que não foram treinados com ela. Os hiperparâmetros foram escolhidos com as mesmas linhas, por isso estes valores podem ser um pouco otimistas; os das linhas reservadas não são.',
  },
  helpAll: {
    en: 'Range over {repeats|repeat|repeats}, next to {heldOut|held-out row|held-out rows} that this model was not trained on.',
    'pt-BR':
      'Variação entre {repeats|repetição|repetições}, ao lado de {heldOut|linha reservada|linhas reservadas} que não entraram no treinamento deste modelo.',
  },
  mean: { en: 'Mean', 'pt-BR': 'Média' },
  range: { en: 'Minimum and maximum of the repeats', 'pt-BR': 'Mínimo e máximo das repetições' },
  heldOut: { en: 'Held-out rows', 'pt-BR': 'Linhas reservadas' },
} as const satisfies TextTable

export const tuningTexts = {
  title: { en: 'Hyperparameter tuning', 'pt-BR': 'Ajuste de hiperparâmetros' },
  help: {
    en: '{trials} combinations were measured by cross-validation with {folds} grouped folds of the training rows. Held-out rows were not used. Best first.',
    'pt-BR':
      'Foram medidas {trials} combinações por validação cruzada, com {folds} partes das linhas de treinamento, agrupadas por entidade. As linhas reservadas não foram usadas. A melhor vem primeiro.',
  },
  search: {
    halving: {
      en: 'All started with a small budget; the best ones continued with a larger one.',
      'pt-BR': 'Todas começaram com um orçamento pequeno; as melhores continuaram com um maior.',
    },
    full: { en: 'Each used the full budget.', 'pt-BR': 'Cada uma usou o orçamento completo.' },
  },
  place: { en: 'Rank', 'pt-BR': 'Posição' },
  more: { en: 'All {trials} combinations', 'pt-BR': 'Todas as {trials} combinações' },
} as const satisfies TextTable

export const otherInputsTexts = {
  title: { en: 'The same rows with other inputs', 'pt-BR': 'As mesmas linhas com outros dados de entrada' },
  help: {
    en: 'How the metrics change when the rows are not single requests.',
    'pt-BR': 'Como as métricas mudam quando as linhas não chegam como requisições individuais.',
  },
  input: { en: 'Inputs', 'pt-BR': 'Dados de entrada' },
  without_stored: { en: 'Without the feature store', 'pt-BR': 'Sem o repositório de variáveis' },
  as_file: {
    en: 'As a file: missing values are filled from other rows of the same entity',
    'pt-BR': 'Em arquivo: valores ausentes são preenchidos com outras linhas da mesma entidade',
  },
} as const satisfies TextTable

export const thresholdCurveTexts = {
  threshold: { en: 'Threshold', 'pt-BR': 'Limiar' },
  title: { en: 'Effect of each threshold', 'pt-BR': 'Efeito de cada limiar' },
  help: {
    en: 'Cross-validation: each case is predicted by models that were not trained on it.',
    'pt-BR': 'Validação cruzada: cada caso é previsto por modelos que não foram treinados com ele.',
  },
  toPage: { en: 'Choose a threshold', 'pt-BR': 'Escolher um limiar' },
  share: { en: 'Share', 'pt-BR': 'Proporção' },
  flagged: { en: 'Classified as “{class}”', 'pt-BR': 'Classificados como “{class}”' },
  side: {
    'out-of-fold': {
      name: { en: 'Cross-validation', 'pt-BR': 'Validação cruzada' },
      help: {
        en: '{rows|case|cases}, each predicted {repeats|time|times} by models that were not trained on it. The threshold is chosen on these cases.',
        'pt-BR':
          '{rows|caso|casos}, cada um previsto {repeats|vez|vezes} por modelos que não foram treinados com ele. O limiar é escolhido com base nesses casos.',
      },
    },
    'held-out': {
      name: { en: 'Held-out rows', 'pt-BR': 'Linhas reservadas' },
      help: {
        en: '{rows|case|cases} that the model was not trained on. They confirm the choice; they are too few to make it.',
        'pt-BR':
          '{rows|caso|casos} que não entraram no treinamento do modelo. Servem para confirmar a escolha; são poucos para fazê-la.',
      },
    },
  },
} as const satisfies TextTable
