export const value = 0;
