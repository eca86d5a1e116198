import type { LocalizedText } from 'lapidary'

/** Values of the categories, as the file writes them, and their names for people. */

export const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const

export const occupations = [
  'Accountant',
  'Architect',
  'Developer',
  'Doctor',
  'Engineer',
  'Entrepreneur',
  'Journalist',
  'Lawyer',
  'Manager',
  'Mechanic',
  'Media_Manager',
  'Musician',
  'Scientist',
  'Teacher',
  'Writer',
] as const

export const occupationLabels: Readonly<Record<(typeof occupations)[number], LocalizedText>> = {
  Accountant: { en: 'Accountant', 'pt-BR': 'Contador(a)' },
  Architect: { en: 'Architect', 'pt-BR': 'Arquiteto(a)' },
  Developer: { en: 'Developer', 'pt-BR': 'Desenvolvedor(a)' },
  Doctor: { en: 'Doctor', 'pt-BR': 'Médico(a)' },
  Engineer: { en: 'Engineer', 'pt-BR': 'Engenheiro(a)' },
  Entrepreneur: { en: 'Entrepreneur', 'pt-BR': 'Empreendedor(a)' },
  Journalist: { en: 'Journalist', 'pt-BR': 'Jornalista' },
  Lawyer: { en: 'Lawyer', 'pt-BR': 'Advogado(a)' },
  Manager: { en: 'Manager', 'pt-BR': 'Gerente' },
  Mechanic: { en: 'Mechanic', 'pt-BR': 'Mecânico(a)' },
  Media_Manager: { en: 'Media manager', 'pt-BR': 'Gestor(a) de mídia' },
  Musician: { en: 'Musician', 'pt-BR': 'Músico(a)' },
  Scientist: { en: 'Scientist', 'pt-BR': 'Cientista' },
  Teacher: { en: 'Teacher', 'pt-BR': 'Professor(a)' },
  Writer: { en: 'Writer', 'pt-BR': 'Escritor(a)' },
}

export const loanTypes = [
  'Auto Loan',
  'Credit-Builder Loan',
  'Debt Consolidation Loan',
  'Home Equity Loan',
  'Mortgage Loan',
  'Payday Loan',
  'Personal Loan',
  'Student Loan',
  'Not Specified',
] as const

export const loanTypeLabels: Readonly<Record<(typeof loanTypes)[number], LocalizedText>> = {
  'Auto Loan': { en: 'Auto loan', 'pt-BR': 'Financiamento de veículo' },
  'Credit-Builder Loan': { en: 'Credit-builder loan', 'pt-BR': 'Empréstimo para construir crédito' },
  'Debt Consolidation Loan': { en: 'Debt consolidation loan', 'pt-BR': 'Consolidação de dívidas' },
  'Home Equity Loan': { en: 'Home equity loan', 'pt-BR': 'Empréstimo com garantia de imóvel' },
  'Mortgage Loan': { en: 'Mortgage', 'pt-BR': 'Financiamento imobiliário' },
  'Payday Loan': { en: 'Payday loan', 'pt-BR': 'Adiantamento de salário' },
  'Personal Loan': { en: 'Personal loan', 'pt-BR': 'Empréstimo pessoal' },
  'Student Loan': { en: 'Student loan', 'pt-BR': 'Crédito estudantil' },
  'Not Specified': { en: 'Not specified', 'pt-BR': 'Não especificado' },
}

export const creditMixes = ['Bad', 'Standard', 'Good'] as const

export const creditMixLabels: Readonly<Record<(typeof creditMixes)[number], LocalizedText>> = {
  Bad: { en: 'Bad', 'pt-BR': 'Ruim' },
  Standard: { en: 'Standard', 'pt-BR': 'Regular' },
  Good: { en: 'Good', 'pt-BR': 'Boa' },
}

export const paymentBehaviours = [
  'Low_spent_Small_value_payments',
  'Low_spent_Medium_value_payments',
  'Low_spent_Large_value_payments',
  'High_spent_Small_value_payments',
  'High_spent_Medium_value_payments',
  'High_spent_Large_value_payments',
] as const

export const paymentBehaviourLabels: Readonly<Record<(typeof paymentBehaviours)[number], LocalizedText>> = {
  Low_spent_Small_value_payments: {
    en: 'Spends little, small payments',
    'pt-BR': 'Gasta pouco, pagamentos pequenos',
  },
  Low_spent_Medium_value_payments: {
    en: 'Spends little, medium payments',
    'pt-BR': 'Gasta pouco, pagamentos médios',
  },
  Low_spent_Large_value_payments: {
    en: 'Spends little, large payments',
    'pt-BR': 'Gasta pouco, pagamentos grandes',
  },
  High_spent_Small_value_payments: {
    en: 'Spends much, small payments',
    'pt-BR': 'Gasta muito, pagamentos pequenos',
  },
  High_spent_Medium_value_payments: {
    en: 'Spends much, medium payments',
    'pt-BR': 'Gasta muito, pagamentos médios',
  },
  High_spent_Large_value_payments: {
    en: 'Spends much, large payments',
    'pt-BR': 'Gasta muito, pagamentos grandes',
  },
}

/** Classes from worst to best. */
export const creditScores = ['Poor', 'Standard', 'Good'] as const

export const creditScoreLabels: Readonly<Record<(typeof creditScores)[number], LocalizedText>> = {
  Poor: { en: 'Poor', 'pt-BR': 'Ruim' },
  Standard: { en: 'Standard', 'pt-BR': 'Regular' },
  Good: { en: 'Good', 'pt-BR': 'Bom' },
}
