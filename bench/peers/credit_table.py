"""The credit table as pandas code: the same cleaning as examples/credit-score, written the way pandas is fast."""
import hashlib
import re

import pandas as pd

# Column: range outside of which a value is dirt. As in examples/credit-score/columns.ts.
RANGES = {
    "Age": (14, 90),
    "Annual_Income": (0, 250_000),
    "Monthly_Inhand_Salary": (0, 25_000),
    "Num_Bank_Accounts": (0, 20),
    "Num_Credit_Card": (0, 20),
    "Interest_Rate": (0, 40),
    "Num_of_Loan": (0, 15),
    "Delay_from_due_date": (-5, 90),
    "Num_of_Delayed_Payment": (0, 28),
    "Changed_Credit_Limit": (-10, 40),
    "Num_Credit_Inquiries": (0, 25),
    "Outstanding_Debt": (0, 10_000),
    "Credit_Utilization_Ratio": (0, 100),
    "Total_EMI_per_month": (0, 1_800),
    "Amount_invested_monthly": (0, 3_000),
    "Monthly_Balance": (0, 5_000),
}
CATEGORIES = {
    "Occupation": "Accountant Architect Developer Doctor Engineer Entrepreneur Journalist Lawyer Manager Mechanic "
    "Media_Manager Musician Scientist Teacher Writer".split(),
    "Credit_Mix": ["Bad", "Standard", "Good"],
    "Payment_of_Min_Amount": ["No", "Yes"],
    "Payment_Behaviour": [
        f"{spent}_spent_{size}_value_payments" for spent in ("Low", "High") for size in ("Small", "Medium", "Large")
    ],
}
LOANS = [
    "Auto Loan",
    "Credit-Builder Loan",
    "Debt Consolidation Loan",
    "Home Equity Loan",
    "Mortgage Loan",
    "Payday Loan",
    "Personal Loan",
    "Student Loan",
    "Not Specified",
]
CONSTANT = [
    "Occupation",
    "Annual_Income",
    "Monthly_Inhand_Salary",
    "Num_Bank_Accounts",
    "Num_Credit_Card",
    "Interest_Rate",
    "Num_of_Loan",
    "Credit_Mix",
    "Outstanding_Debt",
    "Payment_of_Min_Amount",
]
CLASSES = ["Poor", "Standard", "Good"]


def features(raw: pd.DataFrame) -> pd.DataFrame:
    """Clean features of each row; NaN is missing."""
    out = {}
    for name, (low, high) in RANGES.items():
        column = raw[name]
        if not pd.api.types.is_numeric_dtype(column):
            column = pd.to_numeric(column.str.strip("_ "), errors="coerce")
        out[name] = column.where(column.between(low, high)).astype("float64")
    age = raw["Credit_History_Age"].str.extract(r"(\d+) Years? and (\d+) Months?").astype("float64")
    out["Credit_History_Age"] = age[0] * 12 + age[1]
    for name, categories in CATEGORIES.items():
        codes = pd.Categorical(raw[name], categories=categories).codes
        out[name] = pd.Series(codes, index=raw.index).astype("float64").where(codes >= 0)
    loans = raw["Type_of_Loan"].fillna("")
    for loan in LOANS:
        out[loan] = loans.str.count(re.escape(loan)).astype("float64")
    table = pd.DataFrame(out)
    table[CONSTANT] = table[CONSTANT].fillna(table[CONSTANT].groupby(raw["Customer_ID"]).transform("first"))
    return table


def held_out(customers: pd.Series) -> pd.Series:
    """True for the customers of fold 0 of 5: the same rule as the split of Lapidary."""
    folds = {one: int(hashlib.sha256(one.encode()).hexdigest()[:8], 16) % 5 == 0 for one in customers.unique()}
    return customers.map(folds)
