import type { DerivedFeature } from 'lapidary'
import type { columns } from './columns.ts'

/**
 * Features computed from several columns. They are pure functions of one clean row, the same in
 * training and serving, and `null` if a part is missing. Ratios such as debt to income were tried
 * and did not improve the forest.
 */
export const derived = {
  Kept_beyond_Tenth_of_Salary: {
    label: {
      en: 'Kept or paid off, beyond a tenth of the salary',
      'pt-BR': 'Guardado ou quitado, além de um décimo do salário',
    },
    unit: { en: '$', 'pt-BR': 'US$' },
    from: ['Monthly_Balance', 'Amount_invested_monthly', 'Total_EMI_per_month', 'Monthly_Inhand_Salary'],
    // The less a client spends, the more is left, so this reveals the payment behaviour where the
    // file masks it.
    compute: (row) => {
      const { Monthly_Balance, Amount_invested_monthly, Total_EMI_per_month, Monthly_Inhand_Salary } = row
      if (Monthly_Balance === null || Amount_invested_monthly === null) return null
      if (Total_EMI_per_month === null || Monthly_Inhand_Salary === null) return null
      return Monthly_Balance + Amount_invested_monthly + Total_EMI_per_month - Monthly_Inhand_Salary / 10
    },
  },
} satisfies Record<string, DerivedFeature<typeof columns>>
