import type { EndpointDefinition } from './define-endpoint.ts';
import type { OperationDefinition } from './define-operation.ts';
import type { ResourceDefinition } from './define-resource.ts';
import type { Label } from './label.ts';

export type AreaDefinition = {
  readonly name: string;
  readonly label: Label;
  /** Position in the console's navigation. */
  readonly order: number;
  readonly resources: readonly ResourceDefinition[];
  readonly operations: readonly OperationDefinition[];
  /** What partners may ask at the signed door, of whatever area's records. */
  readonly endpoints?: readonly EndpointDefinition[];
};

/** Gathers the resources and operations of one area of the office. */
export const defineArea = <const D extends AreaDefinition>(definition: D): D => definition;
