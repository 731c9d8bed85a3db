/** The package ships no declarations. */
declare module 'asl-validator' {
  type Problem = { Message: string } | { instancePath: string; message?: string };
  function validate(definition: object): { isValid: boolean; errors: Problem[] };
  export = validate;
}
