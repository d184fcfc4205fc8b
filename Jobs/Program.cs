namespace Tracking.Jobs;

static class Program
{
    static Task<int> Main(string[] args) => Task.FromResult(args.Length);
}
