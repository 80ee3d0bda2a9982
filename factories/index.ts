export { type BuiltProgram, buildProgram, buildProgramList, type ProgramMetadata, programFactory } from './program';
export { buildSession, buildSessionList, type CreatedSession, type SessionSpec, sessionFactory } from './session';
export { buildSignature, buildSignatureList, signatureFactory } from './signature';
