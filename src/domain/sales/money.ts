/** An amount of money without the noise of its binary digits. */
export const cents = (amount: number): number => Math.round(amount * 100) / 100 || 0
