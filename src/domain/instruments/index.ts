export * from './contractSpecs.ts';
export * from './expirations.ts';
export * from './futureSymbol.ts';
export * from './instrument.ts';
export * from './label.ts';
export * from './optionSymbol.ts';
export * from './settlement.ts';
