using System.Runtime.CompilerServices;
using Xunit;

namespace Tracking.Tests.Given;

/// <summary>Texts that are held word for word, in files beside the tests.</summary>
public static class Golden
{
    /// <param name="path">Below Tests; a missing file fails, and what would be in it is told.</param>
    public static void Holds(string path, string text, [CallerFilePath] string here = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(here)!, "..", path);
        Assert.True(File.Exists(file), $"{path} is missing; it would be:\n{text}");
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n").TrimEnd(), text.TrimEnd());
    }
}
