export { buildProgram, buildProgramList, programFactory } from './program';
export { buildSession, buildSessionList, type SessionSpec, sessionFactory } from './session';
export { buildSignature, buildSignatureList, signatureFactory } from './signature';
