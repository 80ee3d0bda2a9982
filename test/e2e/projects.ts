import { makeProject, type Project } from './run-jest';

/** Makes projects that are removed after the test that made them. */
export function projectsOfTest(): (files: Readonly<Record<string, string>>) => Project {
  const projects: Project[] = [];
  afterEach(() => {
    for (const project of projects.splice(0)) project.remove();
  });
  return (files) => {
    const project = makeProject(files);
    projects.push(project);
    return project;
  };
}

/** A project that is removed when it has been looked at. */
export async function inProject(files: Readonly<Record<string, string>>, look: (project: Project) => Promise<void>): Promise<void> {
  const project = makeProject(files);
  try {
    await look(project);
  } finally {
    project.remove();
  }
}
