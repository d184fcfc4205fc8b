using Tracking.Core.Parcels;

namespace Tracking.Portal.Api;

/// <summary>Problem details (RFC 9457); those of a request's fields name each field in <c>errors</c>.</summary>
public static class Problem
{
    public static IResult Of(int status, string title, string detail) => Results.Problem(detail, statusCode: status, title: title);

    public static IResult Of(IReadOnlyList<FieldProblem> problems) => Results.ValidationProblem(
        problems.GroupBy(problem => problem.Field).ToDictionary(same => same.Key, same => same.Select(problem => problem.Sentence).Distinct().ToArray()),
        detail: string.Join(" ", problems.Take(5).Select(problem => $"{problem.Field}: {problem.Sentence}")),
        statusCode: StatusCodes.Status422UnprocessableEntity,
        title: "The order cannot be registered as it is");

    public static IResult NotFound(string what) => Of(404, "Not found", $"Your shop has no {what} with this id.");
}
