import type { TextTable } from '../lib/i18n/texts.ts'

export const metricTexts = {
  precision: {
    name: { en: 'Precision', 'pt-BR': 'Precisão' },
  },
  recall: {
    name: { en: 'Recall', 'pt-BR': 'Sensibilidade' },
  },
  f1: {
    name: { en: 'F1', 'pt-BR': 'F1' },
  },
  auc: {
    name: { en: 'AUC', 'pt-BR': 'AUC' },
  },
  average_precision: {
    name: { en: 'Average precision', 'pt-BR': 'Precisão média' },
    help: {
      en: 'Mean precision over all recall levels: of the rarer of two classes, or the mean over all classes.',
      'pt-BR':
        'Precisão média em todos os níveis de sensibilidade: da classe mais rara entre duas, ou a média de todas as classes.',
    },
  },
  notMeasured: { en: 'not measured', 'pt-BR': 'não medido' },
  accuracy: {
    name: { en: 'Accuracy', 'pt-BR': 'Acurácia' },
    help: { en: 'Share of correct predictions.', 'pt-BR': 'Proporção de previsões corretas.' },
  },
  balanced_accuracy: {
    name: { en: 'Balanced accuracy', 'pt-BR': 'Acurácia balanceada' },
    help: { en: 'Mean recall of the classes.', 'pt-BR': 'Média da sensibilidade das classes.' },
  },
  macro_f1: {
    name: { en: 'Macro F1', 'pt-BR': 'F1 macro' },
    help: { en: 'Mean F1 of the classes.', 'pt-BR': 'Média do F1 das classes.' },
  },
  weighted_f1: {
    name: { en: 'Weighted F1', 'pt-BR': 'F1 ponderado' },
    help: {
      en: 'Mean F1 of the classes, weighted by their rows.',
      'pt-BR': 'Média do F1 das classes, ponderada pelo número de linhas.',
    },
  },
  log_loss: {
    name: { en: 'Log-loss', 'pt-BR': 'Log-loss' },
    help: {
      en: 'Penalises confident wrong predictions.',
      'pt-BR': 'Penaliza previsões erradas com alta confiança.',
    },
  },
  macro_auc: {
    name: { en: 'Macro AUC', 'pt-BR': 'AUC macro' },
    help: {
      en: 'How well each class is separated from the others.',
      'pt-BR': 'Quão bem cada classe se separa das demais.',
    },
  },
  quadratic_kappa: {
    name: { en: 'Quadratic kappa', 'pt-BR': 'Kappa quadrático' },
    help: {
      en: 'Agreement that respects the order of the classes, corrected for chance.',
      'pt-BR': 'Concordância que considera a ordem das classes, corrigida pelo acaso.',
    },
  },
  brier: {
    name: { en: 'Brier score', 'pt-BR': 'Escore de Brier' },
    help: {
      en: 'Mean squared error of the probabilities.',
      'pt-BR': 'Erro quadrático médio das probabilidades.',
    },
  },
  calibration_error: {
    name: { en: 'Calibration error', 'pt-BR': 'Erro de calibração' },
    help: {
      en: 'Difference between predicted probability and observed share.',
      'pt-BR': 'Diferença entre a probabilidade prevista e a proporção observada.',
    },
  },
} as const satisfies TextTable

export const runMetricTexts = {
  features: { en: 'Model features', 'pt-BR': 'Variáveis do modelo' },
  rows_train: { en: 'Training rows', 'pt-BR': 'Linhas de treinamento' },
  rows_held_out: { en: 'Held-out rows', 'pt-BR': 'Linhas reservadas' },
  duration_seconds: { en: 'Training time', 'pt-BR': 'Tempo de treinamento' },
  folds: { en: '{metric}, mean of the folds', 'pt-BR': '{metric}, média das partes' },
  withoutStored: {
    en: '{metric}, without the feature store',
    'pt-BR': '{metric}, sem o repositório de variáveis',
  },
  asFile: { en: '{metric}, as a file', 'pt-BR': '{metric}, em arquivo' },
} as const satisfies TextTable
