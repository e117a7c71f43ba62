import policy from '../../../../resources/policies/steward.json' with { type: 'json' };
import { signalParametersSchema } from '../../../../src/domain/hedging/policy/signalSchema.ts';
import type { SignalParameters } from '../../../../src/domain/signals/signalParameters.ts';

/** The signal values of the default policy: the tests speak about what the product ships. */
export const steward: SignalParameters = signalParametersSchema.parse(policy.values.signals);
